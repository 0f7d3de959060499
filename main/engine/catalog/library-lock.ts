/**
 * One engine owns a library: an exclusive SQLite transaction held open on a small file. The system
 * frees it with the process, also after SIGKILL.
 */
import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { LibraryInUseError, libraryErrorFrom } from './errors.ts';
import { prepareLibraryFolder } from './open-catalog.ts';

/** A database that nothing refers to is collected, and its lock with it. */
const held = new Set<Database>();

/** Returns the function that lets go. Throws LibraryInUseError at once when somebody holds it. */
export function acquireLibraryLock(libraryPath: string): () => void {
  const realPath = prepareLibraryFolder(libraryPath);
  let database: Database | undefined;
  try {
    database = new SqliteDatabase(join(realPath, 'library.lock'), { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    if (
      error instanceof Error &&
      'code' in error &&
      /^SQLITE_(BUSY|LOCKED)/.test(String(error.code))
    ) {
      throw new LibraryInUseError(realPath);
    }
    throw libraryErrorFrom(error, realPath);
  }
  const owned = database;
  held.add(owned);
  return () => {
    held.delete(owned);
    owned.close();
  };
}
