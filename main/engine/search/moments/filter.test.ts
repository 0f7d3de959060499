import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  arbitraryCode,
  arbitraryEmbedding,
  arbitraryMoments,
  columnsOf,
  type MadeMoment,
  shape,
  vectorsOf,
} from '../../../../test/support/made-moments.ts';
import type { DateRange, Filter } from '../../contract/query/syntax.ts';
import { noTime } from '../../contract/ranking-columns.ts';
import { codeLayout } from '../kernel/code-layout.ts';
import { rankRows } from '../rank/rank.ts';
import { daysOf, filtered, type ItemsOf } from './filter.ts';
import { createMomentIndex, type IndexView } from './moment-index.ts';
import { newestFirst } from './newest-first.ts';

const day = (year: number, month: number, date: number) =>
  Date.UTC(year, month - 1, date) / 86_400_000;
it.each([
  [{ from: '2021', to: '2021' }, day(2021, 1, 1), day(2021, 12, 31)],
  [{ from: '2020-02', to: '2020-12' }, day(2020, 2, 1), day(2020, 12, 31)],
  [{ from: '2020-02-29', to: '2020-02-29' }, day(2020, 2, 29), day(2020, 2, 29)],
  [{ from: null, to: '1969' }, Number.NEGATIVE_INFINITY, -1],
  [{ from: '1970', to: null }, 0, Number.POSITIVE_INFINITY],
])('%j in days', (range, from, to) => {
  expect(daysOf(range)).toEqual({ from, to });
});

const layout = codeLayout(64, [{ bits: 64, weight: 1 }]);

/** As a library would grow: rows that were replaced and rows that left are among those that are there. */
function viewOf(moments: readonly MadeMoment[]): IndexView {
  const index = createMomentIndex(shape);
  const half = moments.slice(0, moments.length / 2);
  const gone = half.map((moment) => ({ ...moment, momentId: moment.momentId + 1_000 }));
  index.change(columnsOf([...half.map((moment) => ({ ...moment, dateMs: 1 })), ...gone]), []);
  index.change(
    columnsOf(moments.toReversed()),
    gone.map(({ momentId }) => momentId),
  );
  return index.view();
}

/** Read from the date's text, as a person would. */
function passesDate({ dateMs }: MadeMoment, { from, to }: DateRange): boolean {
  const day = new Date(dateMs).toISOString();
  return (from === null || day >= from) && (to === null || day.slice(0, to.length) <= to);
}

const isWithin = (value: number, from: number, to: number) => value >= from && value <= to;

/** By what columnsOf makes of a moment. */
function passes(moment: MadeMoment, filter: Filter): boolean {
  const columns = columnsOf([moment]);
  switch (filter.type) {
    case 'kind':
      return (moment.timeMs === noTime) === (filter.kind === 'photo');
    case 'date':
      return passesDate(moment, filter.range);
    case 'size':
      return isWithin(columns.sizesBytes[0] as number, filter.range.from, filter.range.to);
    case 'length':
      return (
        moment.timeMs !== noTime &&
        isWithin(columns.durationsMs[0] as number, filter.range.from, filter.range.to)
      );
    case 'area': {
      const { south, west, north, east } = filter.area;
      const longitude = columns.longitudes[0] as number;
      return (
        isWithin(columns.latitudes[0] as number, south, north) &&
        (west <= east ? isWithin(longitude, west, east) : longitude >= west || longitude <= east)
      );
    }
    case 'named':
    case 'tag':
    case 'album':
    case 'rating':
    case 'is':
      return itemsOf(filter).includes(moment.itemId);
  }
}

/** Items with as many letters' worth of a number as the words have; one is in no library. */
const itemsOf: ItemsOf = (filter) => {
  const words = 'words' in filter ? filter.words : JSON.stringify(filter);
  const first = filter.type === 'named' && filter.place === 'name' ? 1 : 2;
  return Uint32Array.of(first, words.length, words.length + 7, 99_999);
};

it('ranks what passes as if nothing else were there', () => {
  const minus = fc.boolean();
  const numbers = (least: number, most: number) => {
    const number = fc.integer({ min: least, max: most });
    return fc.record({ from: number, to: fc.oneof(number, fc.constant(Infinity)) });
  };
  const arbitraryFilter: fc.Arbitrary<Filter> = fc.oneof(
    fc.record({
      type: fc.constant('kind' as const),
      kind: fc.constantFrom('photo' as const, 'video' as const),
      minus,
    }),
    fc.record({
      type: fc.constant('date' as const),
      range: fc.constantFrom(
        { from: '1970', to: '1970' },
        { from: '2023-11-14', to: null },
        { from: null, to: '1969-12-31' },
      ),
      minus,
    }),
    fc.record({ type: fc.constant('size' as const), range: numbers(1_000, 300_000), minus }),
    fc.record({ type: fc.constant('length' as const), range: numbers(1_000, 25_000), minus }),
    fc.record({
      type: fc.constant('area' as const),
      area: fc.constantFrom(
        { south: -10, west: -90, north: 45, east: 10 },
        { south: 0, west: 60, north: 80, east: -70 },
      ),
      minus,
    }),
    fc.record({
      type: fc.constant('named' as const),
      place: fc.constantFrom('name' as const, 'camera' as const),
      words: fc.constantFrom('a', 'four', 'seventeen letter'),
      minus,
    }),
    fc.record({
      type: fc.constantFrom('tag' as const, 'album' as const),
      name: fc.constantFrom('a', 'b/c'),
      minus,
    }),
    fc.record({
      type: fc.constant('is' as const),
      state: fc.constantFrom('favourite' as const, 'offline' as const),
      minus,
    }),
  );
  fc.assert(
    fc.property(
      arbitraryMoments,
      fc.array(arbitraryFilter, { minLength: 1, maxLength: 2 }),
      arbitraryEmbedding,
      arbitraryCode,
      (moments, filters, embedding, code) => {
        const passing = moments.filter((moment) =>
          filters.every((filter) => passes(moment, filter) !== filter.minus),
        );
        const query = { embedding, code: Uint8Array.from(code) };
        const momentsOf = (view: IndexView, rows: Iterable<number>) =>
          Array.from(rows, (row) => view.columns.momentIds[row]);
        const options = { candidates: 3, vectorsOf: vectorsOf(moments) };
        const [left, alone] = [filtered(viewOf(moments), filters, itemsOf), viewOf(passing)].map(
          (view) => {
            const ranked = rankRows(view, layout, query, options);
            return {
              moments: view.moments,
              ranked: momentsOf(view, ranked.rows),
              cosines: [...ranked.cosines],
              newest: momentsOf(view, newestFirst(view)),
            };
          },
        );
        expect(left).toEqual(alone);
      },
    ),
    { numRuns: 300 },
  );
});
