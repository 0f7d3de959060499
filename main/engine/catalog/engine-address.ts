/** Where the engine that owns a library listens: `engine.json` beside the database. */
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** The socket (or named pipe) it listens on, and its process id. */
export type EngineAddress = { readonly socket: string; readonly pid: number };

/** Replaces the file in one step; for this user's eyes only. */
export function writeEngineAddress(libraryPath: string, address: EngineAddress): void {
  const path = addressPath(libraryPath);
  const unfinished = `${path}.${process.pid}`;
  const handle = openSync(unfinished, 'w', 0o600);
  try {
    writeSync(handle, `${JSON.stringify(address)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(unfinished, path);
}

/**
 * The last engine's address, whether it still runs or not. Undefined when there is none, and also
 * when the file says nothing sensible: the lock, not this file, says who owns the library.
 */
export function readEngineAddress(libraryPath: string): EngineAddress | undefined {
  let text: string;
  try {
    text = readFileSync(addressPath(libraryPath), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { socket, pid } = Object(JSON.parse(text)) as Record<string, unknown>;
    const sensible = typeof socket === 'string' && socket !== '' && Number.isSafeInteger(pid);
    return sensible && Number(pid) > 0 ? { socket, pid: Number(pid) } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** When the engine ends in an orderly way. */
export function removeEngineAddress(libraryPath: string): void {
  rmSync(addressPath(libraryPath), { force: true });
}

function addressPath(libraryPath: string): string {
  return join(libraryPath, 'engine.json');
}
