import { expect, test } from 'vitest';
import type { RankingColumns, RankingMeta } from '../../main/engine/contract/ranking-columns.ts';
import { foundLine } from './found-line.ts';

function answer(scores: readonly number[], meta: Partial<RankingMeta> = {}): RankingColumns {
  const ids = Uint32Array.from(scores.keys());
  return {
    meta: { epoch: 1, tookMs: 1, order: 'ranked', matches: scores.length, ...meta },
    itemIds: ids,
    momentIds: ids,
    aspectRatios: new Float32Array(ids.length),
    timesMs: ids,
    scores: Float32Array.from(scores),
  };
}
const searching = { searching: true, firstRun: false };

test.each([
  ['everything', answer([0, 0], { order: 'all' }), 0, '2 photos and videos'],
  ['a ranking', answer([0.9, 0.2]), 0, '2 results, best first'],
  ['above a fold', answer([0.9]), 5, '1 result matches well, best first'],
  ['like a picture', answer([1, 0.7], { near: 1 }), 0, '2 results, best first'],
  ['with a copy', answer([1, 0.9995, 0.7], { near: 2 }), 0, '3 results, 1 near duplicate first'],
  [
    'like an upload',
    answer([0.9995, 0.9993], { near: 2 }),
    0,
    '2 results, 2 near duplicates first',
  ],
])('%s', (_, shown, weaker, expected) => {
  const line = foundLine({ shown, weaker, isOpen: false }, searching);
  expect(line).toEqual({ found: expected, said: expected });
});

test('nothing found, nothing that matches, nothing asked, nothing there yet', () => {
  const shown = answer([]);
  expect(foundLine({ shown, weaker: 0, isOpen: false }, searching).said).toBe('Nothing found');
  expect(foundLine({ shown, weaker: 3, isOpen: false }, searching)).toEqual({
    found: null,
    said: 'Nothing here matches well',
  });
  const all = answer([0], { order: 'all' });
  const unasked = { searching: false, firstRun: false };
  expect(foundLine({ shown: all, weaker: 0, isOpen: false }, unasked).said).toBeNull();
  expect(foundLine({ shown: null, weaker: 0, isOpen: false }, searching).found).toBeNull();
  const first = { searching: false, firstRun: true };
  expect(foundLine({ shown: all, weaker: 0, isOpen: false }, first).found).toBeNull();
});
