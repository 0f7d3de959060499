/**
 * Rows that only an index has any more, with what it does not have. A table that is not named here
 * is not made from an index.
 */
import type { Row } from './sources.ts';

type Complete = (row: Row) => Row | undefined;

/** `index has` → what else the row needs. */
const completions: Readonly<Record<string, Complete>> = {
  volume: (row) => row,
  // On a drive that is not known until it is looked at.
  folder: (row) => (row.has('path') ? new Map([...row, ['volume_id', 0] as const]) : undefined),
  model: (row) => (row.has('name') ? row : undefined),
  item: (row) =>
    row.has('content_id') ? new Map([...row, ['created_ms', Date.now()] as const]) : undefined,
  tag: (row) => named(row, 'path'),
  album: (row) => named(row, 'name'),
  item_tag: (row) => row,
  item_album: (row) => row,
  annotation: (row) => (row.has('rating') ? row : new Map([...row, ['favourite', 1] as const])),
};

/** The row as it is to be stored, or undefined where the index has too little of it. */
export function completedColumns(table: string, row: Row): Row | undefined {
  return completions[table]?.(row);
}

/** Whether each of its indexes has a part of a row that no other has. */
export const isJoined = (table: string): boolean => table === 'annotation';

/** As it was first written is lost; the key has it in small letters. */
function named(row: Row, column: string): Row | undefined {
  const key = row.get('key');
  if (typeof key !== 'string') return undefined;
  return new Map([...row, [column, key.replace(/^\/|\/$/g, '')] as const]);
}
