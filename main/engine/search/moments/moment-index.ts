/**
 * What search can find, in memory. Rows are appended; a row that left is passed over at once and
 * its room is swept up later. `view()` always shows exactly the changes applied so far.
 */
import type { MomentColumns } from '../../catalog/types.ts';
import type { CodeLayout } from '../kernel/code-layout.ts';
import { createCodeMemory, type Scanned } from '../kernel/code-memory.ts';
import { allocateColumns, assertShape, type ColumnShape, copyRows, moveRow } from './columns.ts';

/** Valid until the next change. */
export type IndexView = {
  readonly shape: ColumnShape;
  readonly columns: MomentColumns;
  /** How many moments there are. */
  readonly moments: number;
  /** The live rows, in ascending order of their moment ids. */
  readonly rows: Uint32Array;
  readonly largestItemId: number;
  /** Distances of a packed code to the live rows; of one distance, by ascending moment id. */
  scan(code: Uint8Array, layout: CodeLayout): Scanned;
  /** The same view of fewer rows: `clear` is given one bit a row and clears those that are not wanted. */
  where(clear: (bits: Uint8Array) => void): IndexView;
};

export type MomentIndex = {
  /** First removes, then adds; a moment that is there already gets its row replaced. */
  change(added: MomentColumns, removedMomentIds: readonly number[]): void;
  view(): IndexView;
  rowOfMoment(momentId: number): number | undefined;
  readonly moments: number;
  close(): void;
};

/** A sweep copies everything, so it waits until a third of the rows is dead, and this many. */
const fewestDeadToSweep = 1_024;

export function createMomentIndex(shape: ColumnShape): MomentIndex {
  const memory = createCodeMemory(shape.codeBytes);
  /** One more than the row of each moment id; 0 where there is none. Ids are dense. */
  let places = new Uint32Array(0);
  let moments = 0;
  let columns = withCodes(allocateColumns({ ...shape, codeBytes: 0 }, 0));
  /** One bit a row. */
  let live = memory.live();
  let rowCount = 0;
  let largestItemId = 0;
  let largestMomentId = -1;
  /** Whether rows in use ascend by moment id, as they do while moments only come and go. */
  let inOrder = true;
  let cachedView: IndexView | undefined;

  /** Columns whose codes lie in the scan's memory. */
  function withCodes(others: MomentColumns): MomentColumns {
    return { ...others, codes: memory.codes() };
  }

  function reserve(rows: number): void {
    const capacity = columns.momentIds.length;
    if (rows <= capacity) return;
    const wanted = Math.max(rows, capacity * 2);
    const others = { ...shape, codeBytes: 0 };
    memory.reserve(wanted);
    const larger = allocateColumns(others, wanted);
    copyRows(columns, larger, others, 0, rowCount);
    columns = withCodes(larger);
    live = memory.live();
  }

  function remove(momentId: number): void {
    const row = rowOfMoment(momentId);
    if (row === undefined) return;
    setBit(live, row, false);
    places[momentId] = 0;
    moments -= 1;
  }

  function rowOfMoment(momentId: number): number | undefined {
    const place = places[momentId] ?? 0;
    return place === 0 ? undefined : place - 1;
  }

  function reservePlaces(largestId: number): void {
    if (largestId < places.length) return;
    const larger = new Uint32Array(Math.max(largestId + 1, places.length * 2));
    larger.set(places);
    places = larger;
  }

  function sweepWhenWorthIt(): void {
    const dead = rowCount - moments;
    if (dead < fewestDeadToSweep || dead * 3 < rowCount) return;
    let kept = 0;
    inOrder = true;
    largestMomentId = -1;
    for (let row = 0; row < rowCount; row += 1) {
      if (!hasBit(live, row)) continue;
      const momentId = columns.momentIds[row] as number;
      inOrder &&= momentId > largestMomentId;
      largestMomentId = Math.max(largestMomentId, momentId);
      places[momentId] = kept + 1;
      if (kept < row) moveRow(columns, shape, row, kept);
      kept += 1;
    }
    for (let row = 0; row < rowCount; row += 1) setBit(live, row, row < kept);
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
      reservePlaces(added.momentIds.reduce((most, id) => Math.max(most, id), 0));
      for (const momentId of added.momentIds) {
        remove(momentId);
        places[momentId] = rowCount + 1;
        moments += 1;
        setBit(live, rowCount, true);
        inOrder &&= momentId > largestMomentId;
        largestMomentId = Math.max(largestMomentId, momentId);
        rowCount += 1;
      }
      for (const itemId of added.itemIds) largestItemId = Math.max(largestItemId, itemId);
    },
    view() {
      cachedView ??= makeView();
      return cachedView;
    },
    rowOfMoment,
    get moments() {
      return moments;
    },
    close: memory.close,
  };

  /** Of the live rows, or of those that `wanted` has a bit for. */
  function makeView(wanted?: Uint8Array): IndexView {
    let rows: Uint32Array | undefined;
    const wantedMoments = wanted === undefined ? moments : countBits(wanted);
    const sortedRows = () => {
      if (rows === undefined) {
        rows = rowsOf(wanted ?? live, wantedMoments);
        if (!inOrder) sortById(rows, columns.momentIds);
      }
      return rows;
    };
    return {
      shape,
      columns,
      moments: wantedMoments,
      largestItemId,
      get rows() {
        return sortedRows();
      },
      scan(code, layout) {
        const { distances, nearest } = memory.scan(code, rowCount, layout, wanted);
        // Without a list the scan's own order of rows is that of their ids.
        return {
          distances,
          nearest: (count) => nearest(count, inOrder ? undefined : sortedRows()),
        };
      },
      where(clear) {
        const left = (wanted ?? live).slice(0, Math.ceil(rowCount / 8));
        clear(left);
        return makeView(left);
      },
    };
  }

  function rowsOf(bits: Uint8Array, count: number): Uint32Array {
    const rows = new Uint32Array(count);
    let filled = 0;
    for (let row = 0; row < rowCount; row += 1) {
      if (!hasBit(bits, row)) continue;
      rows[filled] = row;
      filled += 1;
    }
    return rows;
  }
}

const hasBit = (bits: Uint8Array, row: number) =>
  (((bits[row >> 3] as number) >> (row & 7)) & 1) === 1;

function setBit(bits: Uint8Array, row: number, on: boolean): void {
  const bit = 1 << (row & 7);
  const others = (bits[row >> 3] as number) & ~bit;
  bits[row >> 3] = on ? others | bit : others;
}

function countBits(bits: Uint8Array): number {
  let count = 0;
  for (let byte of bits) for (; byte !== 0; byte &= byte - 1) count += 1;
  return count;
}

/** As pairs in one 64-bit key each, id in the high half: the native sort needs no comparator. */
function sortById(rows: Uint32Array, momentIds: Uint32Array): void {
  const pairs = new Uint32Array(rows.length * 2);
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] as number;
    pairs[index * 2] = row;
    pairs[index * 2 + 1] = momentIds[row] as number;
  }
  new BigUint64Array(pairs.buffer).sort();
  for (let index = 0; index < rows.length; index += 1) rows[index] = pairs[index * 2] as number;
}
