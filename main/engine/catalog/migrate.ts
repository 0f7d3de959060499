/** Brings a database to the newest schema, after a backup; refuses one that is newer still. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { messages } from '../contract/messages/index.ts';
import { LibraryError } from './errors.ts';

/** One migration a file in migrations/; `sql` runs in one transaction with the version's change. */
export type Migration = { readonly version: number; readonly name: string; readonly sql: string };

/** Throws `library-newer` when the database's schema is beyond the last migration. */
export function migrate(
  database: Database,
  migrations: readonly Migration[],
  log: (line: string) => void,
): void {
  const path = database.name;
  const from = schemaVersion(database);
  const to = migrations.at(-1)?.version ?? 0;
  if (from > to) {
    throw new LibraryError('library-newer', path, messages.catalog.libraryNewer(path, from, to));
  }
  if (from === to) return;
  if (from > 0) {
    assertRoom(database);
    backUp(database, from, log);
    log(messages.catalog.upgrading(path));
  }
  for (const migration of migrations) {
    if (migration.version <= from) continue;
    database
      .transaction(() => {
        database.exec(migration.sql);
        database.pragma(`user_version = ${migration.version}`);
      })
      .immediate();
  }
  if (from > 0) log(messages.catalog.upgraded(path, from, to));
}

export function schemaVersion(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}

/** For the backup, a table that is written anew, and the log of doing so. Throws LibraryError. */
function assertRoom({ name: path }: Database): void {
  const needed = statSync(path).size * 3;
  const { bavail, bsize } = statfsSync(dirname(path));
  if (bavail * bsize >= needed) return;
  const gigabytes = (needed / 1e9).toFixed(1);
  const text = messages.catalog.noRoomToUpgrade(path, gigabytes);
  throw new LibraryError('library-disk-full', path, text);
}

/** A consistent copy in `backups/`, on disk before the first migration runs. */
function backUp(database: Database, version: number, log: (line: string) => void): void {
  const folder = join(dirname(database.name), 'backups');
  mkdirSync(folder, { recursive: true });
  tidy(folder, `${basename(database.name, '.sqlite')}-schema-${version}-`);
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const name = `${basename(database.name, '.sqlite')}-schema-${version}-${time}`;
  let path = join(folder, `${name}.sqlite`);
  for (let copy = 2; existsSync(path); copy += 1) path = join(folder, `${name}-${copy}.sqlite`);
  log(messages.catalog.backingUp(path));
  const unfinished = `${path}.unfinished`;
  rmSync(unfinished, { force: true });
  database.prepare('VACUUM INTO ?').run(unfinished);
  flush(unfinished);
  renameSync(unfinished, path);
}

/** An upgrade that was interrupted again and again leaves no more than its last backup. */
function tidy(folder: string, prefix: string): void {
  const own = readdirSync(folder).filter((name) => name.startsWith(prefix));
  const [unfinished, finished] = [true, false].map((isUnfinished) =>
    own.filter((name) => name.endsWith('.unfinished') === isUnfinished).toSorted(),
  ) as [string[], string[]];
  for (const name of [...unfinished, ...finished.slice(0, -1)]) rmSync(join(folder, name));
}

function flush(path: string): void {
  const handle = openSync(path, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
