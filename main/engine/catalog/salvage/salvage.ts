/**
 * What can be read of a damaged database, copied into a new one. SQLite stops at the first page that
 * makes no sense; here each page is read by itself, a table's rows also from its indexes, and leaves
 * that no tree leads to any more go to the table that misses some and that they fit.
 */
import type { Database } from 'better-sqlite3';
import { completedColumns } from './complete.ts';
import type { PageFile } from './page-file.ts';
import type { StoredRecord } from './records.ts';
import { type Row, rowOf, type Source, sourcesOf, tablesOf } from './sources.ts';
import { createTrees, type Trees } from './trees.ts';

export type SchemaEntry = { readonly name: string; readonly root: number; readonly sql: string };
export type Salvaged = {
  readonly damagedPages: number;
  readonly pages: number;
  /** Tables that miss rows, as far as can be told. */
  readonly tables: readonly string[];
};

/** What the damaged database says of its tables and indexes, by name. */
export function readSchema(file: PageFile): Map<string, SchemaEntry> {
  const trees = createTrees(file);
  const entries = new Map<string, SchemaEntry>();
  const add = (record: StoredRecord) => {
    const entry = schemaEntry(record);
    if (entry !== undefined && !entries.has(entry.name)) entries.set(entry.name, entry);
  };
  const own = trees.records(1, 'table');
  for (const record of own) add(record);
  if (!own.isWhole) for (const records of trees.strays('table')) records.forEach(add);
  return entries;
}

function schemaEntry({ values }: StoredRecord): SchemaEntry | undefined {
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
  for (const _ of trees.records(1, 'table'));
  const inserter = createInserter(fresh);
  const broken: Source[] = [];
  const sources = tablesOf(fresh)
    .filter(isWanted)
    .flatMap((table) => sourcesOf(fresh, table));
  // First the tables themselves: an index may have fewer columns.
  for (const isIndex of [false, true]) {
    for (const source of sources.filter((each) => each.isIndex === isIndex)) {
      const isWhole = copyTree(trees, schema.get(source.name), source, inserter);
      if (!isWhole && !isIndex) broken.push(source);
    }
  }
  // What nobody asked for is walked too, so that its leaves are no strays.
  const known = new Set(sources.map(({ name }) => name));
  if (broken.length > 0) {
    for (const { name, root } of schema.values()) {
      if (known.has(name)) continue;
      for (const kind of ['table', 'index'] as const) for (const _ of trees.records(root, kind));
    }
  }
  for (const kind of ['table', 'index'] as const) {
    const missing = broken.filter((source) => source.kind === kind);
    if (missing.length > 0) copyStrays(trees.strays(kind), missing, inserter);
  }
  return {
    damagedPages: trees.damagedPages,
    pages: file.count,
    tables: [...new Set(broken.map(({ table }) => table))],
  };
}

/** Returns whether all of it was there. */
function copyTree(
  trees: Trees,
  entry: SchemaEntry | undefined,
  source: Source,
  insert: Inserter,
): boolean {
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
function createInserter(fresh: Database): Inserter {
  const statements = new Map<string, ReturnType<Database['prepare']>>();
  return ({ table, isIndex }, given) => {
    const row = isIndex ? completedColumns(table, given) : given;
    if (row === undefined) return true;
    const names = [...row.keys()];
    const sql = `INSERT OR IGNORE INTO ${table} (${names.join()}) VALUES (${names.map(() => '?')})`;
    const statement = statements.get(sql) ?? fresh.prepare(sql);
    statements.set(sql, statement);
    try {
      statement.run([...row.values()]);
      return true;
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (typeof code === 'string' && code.startsWith('SQLITE_CONSTRAINT')) return false;
      throw error;
    }
  };
}
