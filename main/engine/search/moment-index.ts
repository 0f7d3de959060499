/**
 * What search can find, in memory. Rows are appended; a row that left is passed over at once and
 * its room is swept up later. `view()` always shows exactly the changes applied so far.
 */
import type { MomentColumns } from '../catalog/types.ts';
import { allocateColumns, assertShape, type ColumnShape, copyRows, moveRow } from './columns.ts';

/** Valid until the next change. */
export type IndexView = {
  readonly shape: ColumnShape;
  readonly columns: MomentColumns;
  /** `columns.codes` as 32-bit words. */
  readonly codeWords: Uint32Array;
  /** Rows in use, live or not. */
  readonly rowCount: number;
  /** The live rows, in ascending order of their moment ids. */
  readonly rows: Uint32Array;
  readonly largestItemId: number;
};

export type MomentIndex = {
  /** First removes, then adds; a moment that is there already gets its row replaced. */
  change(added: MomentColumns, removedMomentIds: readonly number[]): void;
  view(): IndexView;
  rowOfMoment(momentId: number): number | undefined;
  readonly moments: number;
};

/** A sweep copies everything, so it waits until a third of the rows is dead, and this many. */
const fewestDeadToSweep = 1_024;

export function createMomentIndex(shape: ColumnShape): MomentIndex {
  if (shape.codeBytes % 4 !== 0) throw new RangeError(`codes of ${shape.codeBytes} bytes`);
  const rowOf = new Map<number, number>();
  let columns = allocateColumns(shape, 0);
  let live = new Uint8Array(0);
  let rowCount = 0;
  let cachedView: IndexView | undefined;

  function reserve(rows: number): void {
    const capacity = columns.momentIds.length;
    if (rows <= capacity) return;
    const larger = allocateColumns(shape, Math.max(rows, capacity * 2));
    copyRows(columns, larger, shape, 0, rowCount);
    columns = larger;
    const longerLive = new Uint8Array(larger.momentIds.length);
    longerLive.set(live);
    live = longerLive;
  }

  function remove(momentId: number): void {
    const row = rowOf.get(momentId);
    if (row === undefined) return;
    live[row] = 0;
    rowOf.delete(momentId);
  }

  function sweepWhenWorthIt(): void {
    const dead = rowCount - rowOf.size;
    if (dead < fewestDeadToSweep || dead * 3 < rowCount) return;
    let kept = 0;
    for (let row = 0; row < rowCount; row += 1) {
      if (live[row] === 0) continue;
      rowOf.set(columns.momentIds[row] as number, kept);
      if (kept < row) moveRow(columns, shape, row, kept);
      kept += 1;
    }
    live.fill(1, 0, kept);
    rowCount = kept;
  }

  return {
    change(added, removedMomentIds) {
      assertShape(added, shape);
      cachedView = undefined;
      for (const momentId of removedMomentIds) remove(momentId);
      sweepWhenWorthIt();
      const addedRows = added.momentIds.length;
      reserve(rowCount + addedRows);
      copyRows(added, columns, shape, rowCount, addedRows);
      for (const momentId of added.momentIds) {
        remove(momentId);
        rowOf.set(momentId, rowCount);
        live[rowCount] = 1;
        rowCount += 1;
      }
    },
    view() {
      cachedView ??= {
        shape,
        columns,
        codeWords: new Uint32Array(columns.codes.buffer),
        rowCount,
        rows: rowsById(columns.momentIds, live.subarray(0, rowCount), rowOf.size),
        largestItemId: largest(columns.itemIds, rowCount),
      };
      return cachedView;
    },
    rowOfMoment: (momentId) => rowOf.get(momentId),
    get moments() {
      return rowOf.size;
    },
  };
}

/** The live rows by ascending moment id. New moments have the highest ids, so mostly no sort. */
function rowsById(momentIds: Uint32Array, live: Uint8Array, liveCount: number): Uint32Array {
  const rows = new Uint32Array(liveCount);
  let filled = 0;
  let previousId = -1;
  let inOrder = true;
  for (let row = 0; row < live.length; row += 1) {
    if (live[row] === 0) continue;
    const momentId = momentIds[row] as number;
    inOrder &&= momentId > previousId;
    previousId = momentId;
    rows[filled] = row;
    filled += 1;
  }
  return inOrder ? rows : sortById(rows, momentIds);
}

/** As pairs in one 64-bit key each, id in the high half: the native sort needs no comparator. */
function sortById(rows: Uint32Array, momentIds: Uint32Array): Uint32Array {
  const pairs = new Uint32Array(rows.length * 2);
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] as number;
    pairs[index * 2] = row;
    pairs[index * 2 + 1] = momentIds[row] as number;
  }
  new BigUint64Array(pairs.buffer).sort();
  return rows.map((_, index) => pairs[index * 2] as number);
}

function largest(values: Uint32Array, count: number): number {
  let result = 0;
  for (let index = 0; index < count; index += 1) result = Math.max(result, values[index] as number);
  return result;
}
