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
} from '../../../test/support/made-moments.ts';
import type { Filter } from '../contract/query/syntax.ts';
import { noTime } from '../contract/ranking-columns.ts';
import { filtered, millisecondsOf } from './filter.ts';
import { codeLayout } from './kernel/code-layout.ts';
import { createMomentIndex, type IndexView } from './moment-index.ts';
import { newestFirst } from './newest-first.ts';
import { rankRows } from './rank.ts';

it.each([
  [{ from: '2021', to: '2021' }, Date.UTC(2021, 0, 1), Date.UTC(2022, 0, 1)],
  [{ from: '2020-02', to: '2020-12' }, Date.UTC(2020, 1, 1), Date.UTC(2021, 0, 1)],
  [{ from: '2020-02-29', to: '2020-12-31' }, Date.UTC(2020, 1, 29), Date.UTC(2021, 0, 1)],
  [{ from: null, to: '1969' }, Number.NEGATIVE_INFINITY, 0],
  [{ from: '1970', to: null }, 0, Number.POSITIVE_INFINITY],
])('%j in milliseconds', (range, fromMs, untilMs) => {
  expect(millisecondsOf(range)).toEqual({ fromMs, untilMs });
});

const layout = codeLayout(64, [{ bits: 64, weight: 1 }]);

function viewOf(moments: readonly MadeMoment[]): IndexView {
  const index = createMomentIndex(shape);
  index.change(columnsOf(moments), []);
  return index.view();
}

/** Read from the date's text, as a person would. */
function passes({ timeMs, dateMs }: MadeMoment, filter: Filter): boolean {
  if (filter.type === 'kind') return (timeMs === noTime) === (filter.kind === 'photo');
  const day = new Date(dateMs).toISOString();
  const { from, to } = filter.range;
  return (from === null || day >= from) && (to === null || day.slice(0, to.length) <= to);
}

it('ranks what passes as if nothing else were there', () => {
  const minus = fc.boolean();
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
        const [left, alone] = [filtered(viewOf(moments), filters), viewOf(passing)].map((view) => {
          const ranked = rankRows(view, layout, query, options);
          return {
            moments: view.moments,
            ranked: momentsOf(view, ranked.rows),
            cosines: [...ranked.cosines],
            newest: momentsOf(view, newestFirst(view)),
          };
        });
        expect(left).toEqual(alone);
      },
    ),
    { numRuns: 300 },
  );
});
