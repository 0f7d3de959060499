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
export type Migration = {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  /** Whether it writes a large table anew, which takes room for it twice more. */
  readonly rewrites?: boolean;
};

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
    const rewrites = migrations.some((each) => each.version > from && each.rewrites === true);
    backUp(database, from, rewrites ? 2 : 0, log);
    log(messages.catalog.upgrading(path));
  }
  applyMigrations(database, migrations);
  if (from > 0) log(messages.catalog.upgraded(path, from, to));
}

/** Those that are newer than the database's schema, each in a transaction of its own. No backup. */
export function applyMigrations(database: Database, migrations: readonly Migration[]): void {
  const from = schemaVersion(database);
  for (const migration of migrations) {
    if (migration.version <= from) continue;
    database
      .transaction(() => {
        database.exec(migration.sql);
        database.pragma(`user_version = ${migration.version}`);
      })
      .immediate();
  }
}

export function schemaVersion(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}

/** `times`: how often the database's own size. Throws LibraryError. */
export function assertRoom(
  path: string,
  times: number,
  text: (path: string, size: string) => string = messages.catalog.noRoomToUpgrade,
): void {
  const needed = statSync(path).size * times;
  const { bavail, bsize } = statfsSync(dirname(path));
  if (bavail * bsize >= needed) return;
  const size = needed < 1e9 ? `${Math.ceil(needed / 1e6)} MB` : `${(needed / 1e9).toFixed(1)} GB`;
  throw new LibraryError('library-disk-full', path, text(path, size));
}

/**
 * A consistent copy in `backups/`, on disk before the first migration runs. `more`: room for how many
 * copies the migrations need beside it. An upgrade that was interrupted leaves its backup behind: the
 * new one takes its place.
 */
function backUp(
  database: Database,
  version: number,
  more: number,
  log: (line: string) => void,
): void {
  const folder = join(dirname(database.name), 'backups');
  mkdirSync(folder, { recursive: true });
  const own = `${basename(database.name, '.sqlite')}-schema-${version}-`;
  const before = readdirSync(folder).filter((each) => each.startsWith(own));
  for (const each of before) if (each.endsWith('.unfinished')) rmSync(join(folder, each));
  assertRoom(database.name, 1 + more);
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
  for (const each of before) rmSync(join(folder, each), { force: true });
}

export function flush(path: string): void {
  const handle = openSync(path, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
