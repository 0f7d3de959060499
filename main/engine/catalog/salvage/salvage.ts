/**
 * What can be read of a damaged database, copied into a new one. SQLite stops at the first page that
 * makes no sense; here each page is read by itself, a table's rows also from its indexes, and leaves
 * that no tree leads to any more go to the table that misses some and that they fit.
 */
import type { Database } from 'better-sqlite3';
import { completedColumns, isJoined } from './complete.ts';
import type { PageFile } from './page-file.ts';
import type { StoredRecord } from './records.ts';
import type { Roots } from './roots.ts';
import { type Row, rowOf, type Source, sourcesOf, tablesOf } from './sources.ts';
import { createTrees, type Trees } from './trees.ts';

export type SchemaEntry = { readonly name: string; readonly root: number; readonly sql: string };
export type Salvaged = {
  readonly damagedPages: number;
  readonly pages: number;
  /** Rows that were read, of some more than once. */
  readonly rows: number;
  /** Tables that miss rows, as far as can be told. */
  readonly tables: readonly string[];
};

/**
 * The tables and indexes of the damaged database, by name: what it says itself, else what is
 * remembered of it, else what its strays say.
 */
export function readSchema(file: PageFile, roots: Roots | undefined): Map<string, SchemaEntry> {
  const trees = createTrees(file);
  const entries = new Map<string, SchemaEntry>();
  const add = (entry: SchemaEntry | undefined) => {
    if (entry !== undefined && !entries.has(entry.name)) entries.set(entry.name, entry);
  };
  const own = trees.records(1, 'table');
  for (const record of own) add(toSchemaEntry(record));
  if (own.isWhole) return entries;
  for (const [name, root] of Object.entries(roots?.pages ?? {})) add({ name, root, sql: '' });
  for (const records of trees.strays('table')) for (const each of records) add(toSchemaEntry(each));
  return entries;
}

function toSchemaEntry({ values }: StoredRecord): SchemaEntry | undefined {
  const [type, name, , root, sql] = values;
  const isEntry =
    values.length === 5 &&
    (type === 'table' || type === 'index') &&
    typeof name === 'string' &&
    typeof root === 'number' &&
    root > 0;
  return isEntry ? { name, root, sql: typeof sql === 'string' ? sql : '' } : undefined;
}

/**
 * `fresh` is empty and of the damaged one's schema, and refers to nothing (`foreign_keys` is off);
 * `tables` are those that do not follow from others.
 */
export function copyReadable(
  file: PageFile,
  schema: ReadonlyMap<string, SchemaEntry>,
  fresh: Database,
  isWanted: (table: string) => boolean,
): Salvaged {
  const trees = createTrees(file);
  const { insert, rows } = createInserter(fresh);
  const sources = tablesOf(fresh)
    .filter(isWanted)
    .flatMap((table) => sourcesOf(fresh, table));
  const own = sources.filter(({ isIndex }) => !isIndex);
  const broken = own.filter((source) => !copyTree(trees, schema, source, insert));
  if (broken.length > 0) {
    // What else there is is walked too, so that its leaves are no strays.
    for (const _ of trees.records(1, 'table'));
    for (const { name, root } of schema.values()) {
      if (own.some((source) => source.name === name)) continue;
      for (const kind of ['table', 'index'] as const) for (const _ of trees.records(root, kind));
    }
    for (const kind of ['table', 'index'] as const) {
      const missing = broken.filter((source) => source.kind === kind);
      if (missing.length > 0) copyStrays(trees.strays(kind), missing, insert);
    }
    // Last, since an index may have fewer columns.
    const again = createTrees(file);
    for (const source of sources) if (source.isIndex) copyTree(again, schema, source, insert);
  }
  return {
    damagedPages: trees.damagedPages,
    pages: file.count,
    rows: rows(),
    tables: broken.map(({ table }) => table),
  };
}

/** Returns whether all of it was there. */
function copyTree(
  trees: Trees,
  schema: ReadonlyMap<string, SchemaEntry>,
  source: Source,
  insert: Inserter,
): boolean {
  const entry = schema.get(source.name);
  if (entry === undefined) return false;
  const records = trees.records(entry.root, source.kind);
  let isWhole = true;
  for (const record of records) {
    const row = rowOf(source, record);
    if (row === undefined || !insert(source, row)) isWhole = false;
  }
  return isWhole && records.isWhole;
}

/** A leaf goes where all of its records fit, if that is one place. */
function copyStrays(
  strays: Iterable<readonly StoredRecord[]>,
  missing: readonly Source[],
  insert: Inserter,
): void {
  for (const records of strays) {
    const fitting = missing
      .map((source) => ({ source, rows: records.map((record) => rowOf(source, record)) }))
      .filter(({ rows }) => rows.every((row) => row !== undefined));
    const [only, another] = fitting;
    if (only === undefined || another !== undefined) continue;
    for (const row of only.rows) if (row !== undefined) insert(only.source, row);
  }
}

type Inserter = (source: Source, row: Row) => boolean;

/** Returns false where the new database refuses the row. One that is there already stays as it is. */
function createInserter(fresh: Database): { insert: Inserter; rows: () => number } {
  const statements = new Map<string, ReturnType<Database['prepare']>>();
  let count = 0;
  const insert: Inserter = ({ table, isIndex }, given) => {
    const row = isIndex ? completedColumns(table, given) : given;
    if (row === undefined) return true;
    const names = [...row.keys()];
    const places = names.map(() => '?');
    const sql =
      isIndex && isJoined(table)
        ? `INSERT INTO ${table} (${names}) VALUES (${places}) ON CONFLICT DO UPDATE SET
            ${names.map((name) => `${name} = excluded.${name}`)}`
        : `INSERT OR IGNORE INTO ${table} (${names}) VALUES (${places})`;
    const statement = statements.get(sql) ?? fresh.prepare(sql);
    statements.set(sql, statement);
    try {
      statement.run([...row.values()]);
      count += 1;
      return true;
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (typeof code === 'string' && code.startsWith('SQLITE_CONSTRAINT')) return false;
      throw error;
    }
  };
  return { insert, rows: () => count };
}
