/**
 * A damaged database is replaced by what can be read of it; the damaged one is kept. Each step can be
 * interrupted: until the new one is whole nothing is touched, and then the exchange is finished.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { messages } from '../../contract/messages/index.ts';
import { LibraryError, libraryErrorFrom } from '../errors.ts';
import { applyMigrations, assertRoom, flush, type Migration } from '../migrate.ts';
import { keepHiddenLonger, mendCatalog } from './mend.ts';
import { openPageFile, type PageFile } from './page-file.ts';
import { type Roots, rememberedRoots } from './roots.ts';
import { copyReadable, readSchema, type Salvaged, type SchemaEntry } from './salvage.ts';

export { rememberRoots } from './roots.ts';

export type SalvageOptions = {
  readonly migrations: readonly Migration[];
  readonly isCatalog: boolean;
  readonly log: (line: string) => void;
};

/** They follow from others, or can be begun anew, and are made when the library opens. */
export const derived = /^(file_count|file_work|index_block|index_built|item_words.*|unfinished.*)$/;

/**
 * Throws LibraryError where there is no room for the new one, or the damaged one cannot be read at
 * all.
 */
export function salvage(path: string, { migrations, isCatalog, log }: SalvageOptions): void {
  const texts = messages.catalog.salvage;
  const unfinished = `${path}.unfinished`;
  try {
    const file = openPageFile(path);
    try {
      assertRoom(path, 1, texts.noRoom);
      log(texts.begins(path));
      removeDatabase(unfinished);
      const salvaged = writeSalvaged(path, file, unfinished, migrations, isCatalog);
      const kept = keptPath(path);
      renameSync(unfinished, salvagedPath(path));
      finishExchange(path, kept);
      log(texts.ended(path, kept, salvaged.damagedPages, salvaged.pages));
    } finally {
      file.close();
    }
  } catch (error) {
    throw libraryErrorFrom(error, path);
  }
}

/** Where an earlier one was interrupted when the new database was whole already. */
export function finishExchange(path: string, kept = keptPath(path)): void {
  const salvaged = salvagedPath(path);
  if (!existsSync(salvaged)) return;
  mkdirSync(dirname(kept), { recursive: true });
  rmSync(`${path}-shm`, { force: true });
  // The log first: it must never be taken for the new database's.
  for (const [from, to] of [
    [`${path}-wal`, `${kept}-wal`],
    [path, kept],
  ] as const) {
    if (existsSync(from)) renameSync(from, to);
  }
  renameSync(salvaged, path);
}

const salvagedPath = (path: string): string => `${path}.salvaged`;

function keptPath(path: string): string {
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const name = `${basename(path, '.sqlite')}-${time}`;
  const at = (end: string) => join(dirname(path), 'damaged', `${name}${end}.sqlite`);
  let kept = at('');
  for (let copy = 2; existsSync(kept); copy += 1) kept = at(`-${copy}`);
  return kept;
}

function writeSalvaged(
  damaged: string,
  file: PageFile,
  path: string,
  migrations: readonly Migration[],
  isCatalog: boolean,
): Salvaged {
  const roots = rememberedRoots(damaged);
  const schema = readSchema(file, roots);
  const version = versionOf(file, roots, schema, migrations);
  const fresh = new SqliteDatabase(path);
  try {
    fresh.pragma('auto_vacuum = INCREMENTAL');
    fresh.pragma('foreign_keys = OFF');
    fresh.pragma('synchronous = OFF');
    applyMigrations(
      fresh,
      migrations.filter((each) => each.version <= version),
    );
    const copy = fresh.transaction(() =>
      copyReadable(file, schema, fresh, (table) => !derived.test(table)),
    );
    const salvaged = copy.immediate();
    if (isCatalog && salvaged.rows === 0) {
      const text = messages.catalog.salvage.nothing(damaged);
      throw new LibraryError('library-damaged', damaged, text);
    }
    applyMigrations(fresh, migrations);
    const mend = fresh.transaction(() => {
      mendCatalog(fresh);
      if (salvaged.tables.includes('setting')) keepHiddenLonger(fresh);
    });
    if (isCatalog) mend.immediate();
    fresh.close();
    flush(path);
    return salvaged;
  } finally {
    fresh.close();
  }
}

/** Of the schema: what is said or remembered of it, else the newest one that has most of it. */
function versionOf(
  file: PageFile,
  roots: Roots | undefined,
  schema: ReadonlyMap<string, SchemaEntry>,
  migrations: readonly Migration[],
): number {
  const newest = migrations.at(-1)?.version ?? 0;
  const told = file.hasHeader ? (file.page(1)?.readUInt32BE(60) ?? 0) : (roots?.version ?? 0);
  if (told > 0 && told <= newest) return told;
  const scores = migrations.map(({ version }) => ({ version, score: likeness(version) }));
  return scores.reduce((best, each) => (each.score >= best.score ? each : best)).version;

  function likeness(version: number): number {
    const made = new SqliteDatabase(':memory:');
    try {
      applyMigrations(
        made,
        migrations.filter((each) => each.version <= version),
      );
      const rows = made
        .prepare<[], { name: string; sql: string }>(
          'SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL',
        )
        .all();
      return rows.filter(({ name, sql }) => schema.get(name)?.sql === sql).length;
    } finally {
      made.close();
    }
  }
}

function removeDatabase(path: string): void {
  for (const ending of ['', '-journal', '-wal', '-shm'])
    rmSync(`${path}${ending}`, { force: true });
}

/** Whether SQLite finds anything wrong with it, as far as it follows from itself. */
export function isDamaged(path: string): boolean {
  let database: Database | undefined;
  try {
    database = new SqliteDatabase(path, { readonly: true, fileMustExist: true, timeout: 5000 });
    return database.pragma('integrity_check(1)', { simple: true }) !== 'ok';
  } catch (error) {
    const { code } = error as { code?: unknown };
    return typeof code === 'string' && /^SQLITE_(NOTADB|CORRUPT)/.test(code);
  } finally {
    database?.close();
  }
}
