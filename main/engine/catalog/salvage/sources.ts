/** Where the rows of our tables are stored, as a sound database of the same schema tells. */
import type { Database } from 'better-sqlite3';
import type { StoredRecord, TreeKind, Value } from './records.ts';

export type Column = {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
  readonly pk: number;
};
/** A table's own tree, or an index, which has some of its columns once more. */
export type Source = {
  readonly table: string;
  /** Its own name in the schema. */
  readonly name: string;
  readonly isIndex: boolean;
  readonly kind: TreeKind;
  /** In stored order; undefined for a row id that is no column. */
  readonly columns: readonly (Column | undefined)[];
  /** The table's column that is the row id; a table stores null in its place. */
  readonly rowIdColumn: Column | undefined;
};
/** Values by the names of columns. */
export type Row = ReadonlyMap<string, Value>;

type TableRow = { readonly schema: string; name: string; type: string; wr: number };
type IndexRow = { readonly name: string; readonly origin: string };
type IndexColumnRow = { readonly cid: number };

/** In the order in which the schema made them. Without what SQLite keeps for itself. */
export function tablesOf(database: Database): string[] {
  return database
    .prepare<[], string>(
      `SELECT sqlite_schema.name FROM sqlite_schema JOIN pragma_table_list AS list USING (name)
      WHERE list.schema = 'main' AND list.type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'
      ORDER BY sqlite_schema.rowid`,
    )
    .pluck()
    .all();
}

/** The table's tree first. */
export function sourcesOf(database: Database, table: string): Source[] {
  const columns = database.pragma(`table_info(${table})`) as Column[];
  const list = database.pragma(`table_list(${table})`) as TableRow[];
  const isWithoutRowId = list[0]?.wr === 1;
  const keys = columns.filter(({ pk }) => pk > 0);
  const isRowId = !isWithoutRowId && keys.length === 1 && keys[0]?.type === 'INTEGER';
  const rowIdColumn = isRowId ? keys[0] : undefined;
  const indexes = database.pragma(`index_list(${table})`) as IndexRow[];
  const storedIn = (index: string) =>
    (database.pragma(`index_xinfo(${index})`) as IndexColumnRow[]).map(({ cid }) =>
      cid === -1 ? rowIdColumn : columns[cid],
    );
  const primary = isWithoutRowId ? indexes.find(({ origin }) => origin === 'pk') : undefined;
  const own: Source = {
    table,
    name: table,
    isIndex: false,
    kind: isWithoutRowId ? 'index' : 'table',
    columns: primary === undefined ? columns : storedIn(primary.name),
    rowIdColumn,
  };
  const others = indexes
    .filter((index) => index !== primary)
    .map(({ name }) => {
      const shape = { isIndex: true, kind: 'index', columns: storedIn(name) } as const;
      return { table, name, rowIdColumn, ...shape };
    });
  return [own, ...others];
}

/** Undefined where the record can be none of this source. */
export function rowOf(source: Source, { rowId, values }: StoredRecord): Row | undefined {
  const { columns, rowIdColumn, isIndex } = source;
  if (values.length === 0 || values.length > columns.length) return undefined;
  const row = new Map<string, Value>();
  for (const [place, value] of values.entries()) {
    const column = columns[place];
    if (column === undefined) continue;
    const isOwnId = column === rowIdColumn && !isIndex;
    const stored = isOwnId ? (value === null ? (rowId ?? null) : undefined) : value;
    if (stored === undefined || !isOfType(stored, column)) return undefined;
    row.set(column.name, stored);
  }
  return row;
}

function isOfType(value: Value, { type, notnull }: Column): boolean {
  if (value === null) return notnull === 0;
  switch (type) {
    case 'INTEGER':
      return typeof value === 'bigint' || Number.isSafeInteger(value);
    case 'REAL':
      return typeof value === 'number';
    case 'TEXT':
      return typeof value === 'string';
    case 'BLOB':
      return Buffer.isBuffer(value);
    default:
      return true;
  }
}
