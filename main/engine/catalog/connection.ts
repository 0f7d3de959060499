/** Opens one of the library's databases: WAL, foreign keys, checked, at the newest schema. */
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { LibraryError, libraryErrorFrom } from './errors.ts';
import { type Migration, migrate } from './migrate.ts';

/** What a checkpoint leaves of the log's file, so that one big write does not keep its space. */
const walSizeLimitBytes = 64 * 1024 * 1024;
/** Pages of 4 KiB between checkpoints: each one syncs, so not too often; each grows the log. */
const walCheckpointPages = 4000;

/** Throws LibraryError: damaged, read-only, newer, disk full. */
export function openDatabase(
  path: string,
  migrations: readonly Migration[],
  log: (line: string) => void,
): Database {
  let database: Database | undefined;
  try {
    database = new SqliteDatabase(path, { timeout: 5000 });
    configure(database);
    migrate(database, migrations, log);
    assertWritable(database);
    return database;
  } catch (error) {
    database?.close();
    throw libraryErrorFrom(error, path);
  }
}

function configure(database: Database): void {
  // Only before anything is in it: what is purged gives its room back (purge.ts).
  if (database.pragma('page_count', { simple: true }) === 0) {
    database.pragma('auto_vacuum = INCREMENTAL');
  }
  const mode = database.pragma('journal_mode = WAL', { simple: true });
  if (mode !== 'wal') {
    throw new LibraryError(
      'library-failed',
      database.name,
      `${database.name}: journal_mode ${String(mode)}`,
    );
  }
  // A killed process loses nothing; a power cut may lose the last transactions, never damages.
  database.pragma('synchronous = NORMAL');
  database.pragma('foreign_keys = ON');
  database.pragma(`wal_autocheckpoint = ${walCheckpointPages}`);
  database.pragma(`journal_size_limit = ${walSizeLimitBytes}`);
  database.pragma('temp_store = MEMORY');
}

/** A write that changes nothing, so that a read-only library says so now and not mid-way. */
function assertWritable(database: Database): void {
  const version = Number(database.pragma('user_version', { simple: true }));
  database.pragma(`user_version = ${version}`);
}
