/**
 * Puts a sidecar's bytes in place as a whole: written beside it under a hidden name, flushed, and
 * renamed. Whoever reads it meanwhile sees the old one or the new one; a power cut leaves either.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isSidecarPath } from '../contract/places.ts';
import type { FileStamp } from '../workers/types.ts';

/** The sidecar there is not, or no longer, the one that was read. */
export class SidecarChangedError extends Error {
  override readonly name = 'SidecarChangedError';
}
/** What lies there is no ordinary file. */
export class NotAnOrdinaryFileError extends Error {
  override readonly name = 'NotAnOrdinaryFileError';
}

/** For a new one, as far as the system's mask allows. */
const usualMode = 0o666;

/**
 * `before`: the sidecar that the bytes were made of, null where there was none. Returns the new one's
 * stamp. Rejects with SidecarChangedError, NotAnOrdinaryFileError and what the file system answers;
 * then the one before is still there. Throws on a name that is no sidecar's.
 */
export async function writeBeside(
  path: string,
  bytes: Uint8Array,
  before: FileStamp | null,
): Promise<FileStamp> {
  if (!isSidecarPath(path)) throw new Error(`not a sidecar: ${path}`);
  const there = await stampAt(path);
  const temporary = temporaryPath(path);
  // Left by a program that was killed; nobody else uses such a name.
  await rm(temporary, { force: true });
  try {
    const stamp = await writeWhole(temporary, bytes, there?.mode);
    const now = await stampAt(path);
    if (!isSame(now, before)) throw new SidecarChangedError(path);
    await rename(temporary, path);
    await flushFolder(dirname(path));
    return stamp;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Hidden, so that no walk looks at it, and short, whatever the sidecar's own name is. */
function temporaryPath(path: string): string {
  const name = createHash('sha256').update(basename(path)).digest('hex').slice(0, 16);
  return join(dirname(path), `.afterimage-${name}.tmp`);
}

async function writeWhole(
  path: string,
  bytes: Uint8Array,
  mode: number | undefined,
): Promise<FileStamp> {
  const { O_WRONLY, O_CREAT, O_EXCL } = constants;
  const file = await open(path, O_WRONLY | O_CREAT | O_EXCL, mode ?? usualMode);
  try {
    await file.writeFile(bytes);
    // The mask does not apply to a mode that was there.
    if (mode !== undefined) await file.chmod(mode).catch(() => undefined);
    await file.sync();
    const { size, mtimeNs } = await file.stat({ bigint: true });
    return { sizeBytes: Number(size), modifiedNs: String(mtimeNs) };
  } finally {
    await file.close();
  }
}

async function stampAt(path: string): Promise<(FileStamp & { mode: number }) | null> {
  try {
    const found = await lstat(path, { bigint: true });
    if (!found.isFile()) throw new NotAnOrdinaryFileError(path);
    const { size, mtimeNs, mode } = found;
    const permissions = Number(mode & 0o777n);
    return { sizeBytes: Number(size), modifiedNs: String(mtimeNs), mode: permissions };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function isSame(one: FileStamp | null, other: FileStamp | null): boolean {
  return one?.sizeBytes === other?.sizeBytes && one?.modifiedNs === other?.modifiedNs;
}

/** So that the new name is on the disk as well; some systems have no such thing. */
async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, constants.O_RDONLY);
  try {
    await folder.sync().catch(() => undefined);
  } finally {
    await folder.close();
  }
}
