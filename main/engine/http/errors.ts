/** What the rooms throw, as the interface's own error. */
import { EngineError } from '../contract/errors.ts';
import { messages } from '../contract/messages/index.ts';
import { WorkerError, WorkersUnavailableError } from '../workers/types.ts';

export function toEngineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  if (error instanceof WorkerError) {
    return new EngineError('internal-error', workerSentence(error), { cause: error });
  }
  if (error instanceof WorkersUnavailableError) {
    return new EngineError('cannot-encode', messages.http.cannotEncode(error.message), {
      cause: error,
    });
  }
  const detail = error instanceof Error ? error.message : String(error);
  const text = libraryTrouble(error) ?? messages.http.internal(detail);
  return new EngineError('internal-error', text, { cause: error });
}

/** What SQLite says of the library, for a person. */
function libraryTrouble(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return messages.catalog.salvage.atNextStart();
  if (/^SQLITE_(FULL|IOERR_SHMSIZE)/.test(code)) return messages.http.diskFull();
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return messages.http.libraryLocked();
  return undefined;
}

/** The sentence for a person about a file that a worker could not read. */
export function workerSentence(error: WorkerError): string {
  return messages.engine.setAside[error.code](error.detail);
}

const unreachableCodes = new Set([
  'ENOENT',
  'ENOTDIR',
  'EIO',
  'ENODEV',
  'ENXIO',
  'ESTALE',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'UNKNOWN',
]);

/** A system error about a place on disk. Anything unknown stays an internal error. */
export function placeError(error: unknown, path: string): EngineError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EACCES' || code === 'EPERM') {
    return new EngineError('no-permission', messages.http.noPermission(path), { cause: error });
  }
  if (unreachableCodes.has(code)) {
    return new EngineError('offline', messages.http.offline(path), { cause: error });
  }
  return toEngineError(error);
}
