/** Why a library does not open. `message` is a sentence for a person with the path in it. */
import { messages } from '../contract/messages/index.ts';

export type LibraryErrorCode =
  | 'library-in-use'
  | 'library-locked'
  | 'library-newer'
  | 'library-damaged'
  | 'library-read-only'
  | 'library-disk-full'
  | 'library-on-network'
  | 'library-failed';

export class LibraryError extends Error {
  readonly code: LibraryErrorCode;
  readonly path: string;

  constructor(code: LibraryErrorCode, path: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'LibraryError';
    this.code = code;
    this.path = path;
  }
}

/** Another process (or another part of this one) owns the library. */
export class LibraryInUseError extends LibraryError {
  constructor(libraryPath: string) {
    super('library-in-use', libraryPath, messages.catalog.libraryInUse(libraryPath));
    this.name = 'LibraryInUseError';
  }
}

/** SQLite's and the file system's codes, as one of ours. A LibraryError passes through. */
export function libraryErrorFrom(error: unknown, path: string): LibraryError {
  if (error instanceof LibraryError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const detail = error instanceof Error ? error.message : String(error);
  const texts = messages.catalog;
  if (/^SQLITE_(NOTADB|CORRUPT)/.test(code)) {
    return new LibraryError('library-damaged', path, texts.libraryDamaged(path, detail), error);
  }
  if (/^(SQLITE_(READONLY|CANTOPEN|PERM)|EACCES|EPERM|EROFS)/.test(code)) {
    return new LibraryError('library-read-only', path, texts.libraryReadOnly(path, detail), error);
  }
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
    return new LibraryError('library-locked', path, texts.libraryLocked(path), error);
  }
  // The second: no room for the memory that connections share, which lies beside the database.
  if (/^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC)/.test(code)) {
    return new LibraryError('library-disk-full', path, texts.libraryDiskFull(path), error);
  }
  return new LibraryError('library-failed', path, texts.libraryFailed(path, detail), error);
}
