import { expect, test } from 'vitest';
import {
  columnsOf,
  type MadeMoment,
  shape,
  vectorsOf,
} from '../../../../test/support/made-moments.ts';
import { noTime } from '../../contract/ranking-columns.ts';
import { codeLayout } from '../kernel/code-layout.ts';
import { createMomentIndex, type IndexView } from '../moments/moment-index.ts';
import { nearScore, rankAlike } from './rank-alike.ts';

const layout = codeLayout(64, [{ bits: 64, weight: 1 }]);
/** Item n has the cosine 1 - n / 10, and a code that is n bits away. */
const moments = Array.from({ length: 8 }, (_, index): MadeMoment => {
  const cosine = 1 - index / 10;
  return {
    momentId: index + 1,
    itemId: index + 1,
    code: [(1 << index) - 1, 0, 0, 0, 0, 0, 0, 0],
    vector: [cosine, Math.sqrt(1 - cosine * cosine), 0, 0],
    timeMs: noTime,
    dateMs: 0,
  };
});
const query = { embedding: Float32Array.of(1, 0, 0, 0), code: new Uint8Array(8) };

function rank(itemId: number | undefined, near: readonly number[], of = (view: IndexView) => view) {
  const index = createMomentIndex(shape);
  index.change(columnsOf(moments), []);
  const view = of(index.view());
  const { ranked, likenessOf } = rankAlike(
    view,
    layout,
    query,
    { itemId, near: new Set(near) },
    // Even odds at a cosine of 0.75, and few candidates: others are found wherever their codes are.
    { vectorsOf: vectorsOf(moments), candidates: 2, fit: { slope: 40, intercept: -30 } },
  );
  const found = Array.from(ranked.rows, (row) => moments[row]?.itemId ?? 0);
  const head = Array.from(ranked.scores);
  index.close();
  return { found, head, told: head.map((score, at) => likenessOf(found[at] as number, score)) };
}

test('the item itself stands first, then its near duplicates, wherever they are, then the others', () => {
  const { found, head, told } = rank(6, [8, 4]);
  expect(found.slice(0, 5)).toEqual([6, 4, 8, 1, 2]);
  expect(told).toEqual(['same', 'near', 'near', 'similar', 'similar']);
  expect(head[0]).toBe(1);
  // As float32, as a ranking has them, only those reach the mark.
  const marked = Float32Array.from(head).filter((score) => score >= nearScore);
  expect(marked).toHaveLength(3);
  expect(found).toHaveLength(8);
});

test('what is not similar is told so', () => {
  const { told, found } = rank(undefined, [5]);
  expect(found.slice(0, 3)).toEqual([5, 1, 2]);
  expect(told).toEqual(['near', 'similar', 'similar']);
  const without = rank(undefined, [], (view) =>
    view.where((bits) => {
      bits[0] = 0b1111_0000;
    }),
  );
  expect(without.told).toEqual(['other', 'other']);
});

test('what the filters leave out is not there, near or not', () => {
  const { found } = rank(1, [2, 3], (view) =>
    view.where((bits) => {
      bits[0] = 0b0000_1100;
    }),
  );
  expect(found).toEqual([3, 4]);
});
