/** Opens a person's original: for reading only, and never so that opening can wait or harm. */
import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { WorkerError } from '../../main/engine/workers/types.ts';

/** Windows has no such flag, and no FIFOs among files either. */
const nonBlocking = constants.O_NONBLOCK ?? 0;

/**
 * Runs `use` on the opened file and closes it. Rejects with WorkerError: `not-a-regular-file`,
 * `no-permission`, `vanished` or `read-error` (with `retry` where the drive failed).
 */
export async function withOriginal<Result>(
  path: string,
  use: (file: FileHandle) => Promise<Result>,
): Promise<Result> {
  try {
    // Asked before opening: opening a device may already do something.
    refuseUnlessFile(await stat(path));
    const file = await open(path, constants.O_RDONLY | nonBlocking);
    try {
      refuseUnlessFile(await file.stat());
      return await use(file);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof WorkerError ? error : describeFileError(error);
  }
}

function refuseUnlessFile(found: Awaited<ReturnType<typeof stat>>): void {
  if (found.isFile()) return;
  const kinds = [
    [found.isDirectory(), 'a folder'],
    [found.isFIFO(), 'a pipe'],
    [found.isSocket(), 'a socket'],
    [found.isBlockDevice() || found.isCharacterDevice(), 'a device'],
  ] as const;
  throw new WorkerError('not-a-regular-file', kinds.find(([is]) => is)?.[1] ?? '');
}

/** What a failed system call says about a file. */
export function describeFileError(error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  const options = { cause: error };
  switch (code) {
    case undefined:
      return error;
    case 'EACCES':
    case 'EPERM':
      return new WorkerError('no-permission', code, options);
    case 'ENOENT':
    case 'ENOTDIR':
      return new WorkerError('vanished', code, options);
    case 'EISDIR':
      return new WorkerError('not-a-regular-file', code, options);
    // The drive or the network failed, or was unplugged: the file itself may be well.
    case 'EIO':
    case 'ENXIO':
    case 'ENODEV':
    case 'ESTALE':
    case 'ETIMEDOUT':
    case 'EHOSTDOWN':
    case 'ENOTCONN':
      return new WorkerError('read-error', message.slice(0, 200), { ...options, retry: true });
    default:
      return code.startsWith('E') && !code.startsWith('ERR_')
        ? new WorkerError('read-error', message.slice(0, 200), options)
        : error;
  }
}
