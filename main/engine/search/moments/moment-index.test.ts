import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arbitraryMoment,
  columnsOf,
  type MadeMoment,
  shape,
} from '../../../../test/support/made-moments.ts';
import { codeLayout } from '../kernel/code-layout.ts';
import { createMomentIndex, type MomentIndex } from './moment-index.ts';

const layout = codeLayout(64, [{ bits: 64, weight: 1 }]);

/** Moments as a scan orders them: by distance, then by moment id. */
function scanned(index: MomentIndex): number[] {
  const { columns, moments, scan } = index.view();
  const { nearest } = scan(new Uint8Array(shape.codeBytes), layout);
  return Array.from(nearest(moments), (row) => columns.momentIds[row] as number);
}

/** What a view shows, row by row in its order, as plain values. */
function shown(index: MomentIndex) {
  const { columns, rows } = index.view();
  return Array.from(rows, (row) => ({
    momentId: columns.momentIds[row],
    itemId: columns.itemIds[row],
    code: [...columns.codes.subarray(row * shape.codeBytes, (row + 1) * shape.codeBytes)],
    timeMs: columns.timesMs[row],
    dateMs: columns.datesMs[row],
    aspectRatio: columns.aspectRatios[row],
    foundAt: index.rowOfMoment(columns.momentIds[row] as number) === row,
  }));
}

function fresh(moments: Iterable<MadeMoment>): MomentIndex {
  const index = createMomentIndex(shape);
  index.change(columnsOf([...moments].sort((a, b) => a.momentId - b.momentId)), []);
  return index;
}

const arbitraryChange = fc.record({
  added: fc.uniqueArray(arbitraryMoment(40, 15), {
    selector: (moment) => moment.momentId,
    maxLength: 10,
  }),
  removed: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 10 }),
});

describe('createMomentIndex', () => {
  it('equals a fresh one after any changes', () => {
    fc.assert(
      fc.property(fc.array(arbitraryChange, { maxLength: 20 }), (changes) => {
        const index = createMomentIndex(shape);
        const truth = new Map<number, MadeMoment>();
        for (const { added, removed } of changes) {
          index.change(columnsOf(added), removed);
          for (const momentId of removed) truth.delete(momentId);
          for (const moment of added) truth.set(moment.momentId, moment);
          expect(index.moments).toBe(truth.size);
          const truly = fresh(truth.values());
          expect(shown(index)).toEqual(shown(truly));
          expect(scanned(index)).toEqual(scanned(truly));
        }
      }),
    );
  });

  it('takes the room of rows that left back, and still equals a fresh one', () => {
    const made = (from: number, count: number): MadeMoment[] =>
      Array.from({ length: count }, (_, offset) => ({
        momentId: from + offset,
        itemId: from + offset,
        code: [0, 0, 0, 0, (from + offset) & 255, 0, 0, 1],
        vector: [from & 127, offset & 127, 0, 1],
        timeMs: offset,
        dateMs: offset,
      }));
    const index = createMomentIndex(shape);
    let mostRows = 0;
    for (let round = 0; round < 20; round += 1) {
      const first = 1 + round * 1_000;
      const removed = made(first - 900, round === 0 ? 0 : 850).map((moment) => moment.momentId);
      index.change(columnsOf(made(first, 1_000)), removed);
      mostRows = Math.max(mostRows, Math.max(...index.view().rows));
    }
    const kept = made(1, 20_000).filter(
      (moment) => index.rowOfMoment(moment.momentId) !== undefined,
    );
    expect(kept.length).toBe(20_000 - 19 * 850);
    expect(mostRows).toBeLessThan(8_000);
    expect(index.view().rows.length).toBe(kept.length);
    const momentIds = shown(index).map((moment) => moment.momentId);
    expect(momentIds).toEqual(kept.map((moment) => moment.momentId));
    expect(shown(index).every((moment) => moment.foundAt)).toBe(true);
    expect(shown(index).map((moment) => moment.code[4])).toEqual(
      kept.map((moment) => moment.momentId & 255),
    );
  });

  it('keeps the order of ids among equals when rows were replaced and swept', () => {
    const made = (momentIds: readonly number[]): MadeMoment[] =>
      momentIds.map((momentId) => ({
        momentId,
        itemId: momentId,
        code: [0, 0, 0, 0, 0, 0, 0, momentId & 1],
        vector: [1, 0, 0, 0],
        timeMs: 0,
        dateMs: 0,
      }));
    const all = Array.from({ length: 3_000 }, (_, index) => index + 1);
    const index = createMomentIndex(shape);
    index.change(columnsOf(made(all)), []);
    const replaced = all.filter((momentId) => momentId % 2 === 0);
    index.change(columnsOf(made(replaced)), []);
    const last = all.slice(2_500);
    index.change(columnsOf([]), last);
    expect(Math.max(...index.view().rows)).toBeLessThan(3_000);
    const kept = all.slice(0, 2_500);
    expect(scanned(index)).toEqual(scanned(fresh(made(kept))));
    expect(scanned(index)).toEqual([
      ...kept.filter((momentId) => momentId % 2 === 0),
      ...kept.filter((momentId) => momentId % 2 === 1),
    ]);
  });

  it('names the sizes of columns that do not fit', () => {
    const index = createMomentIndex({ codeBytes: 16 });
    const columns = columnsOf([
      { momentId: 1, itemId: 1, code: [], vector: [], timeMs: 0, dateMs: 0 },
    ]);
    expect(() => index.change(columns, [])).toThrow(/8 bytes of codes/);
  });
});
