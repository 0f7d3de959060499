import { expect, test } from 'vitest';
import type { OpenRanking } from '../search/types.ts';
import { createPages } from './pages.ts';

function rankingOf(ids: readonly number[], epoch = 1): OpenRanking {
  const moments = ids.map((id) => ({
    itemId: id,
    momentId: id,
    timeMs: null,
    score: 0,
    named: [],
  }));
  const slice: OpenRanking['slice'] = (from, to) => moments.slice(from, to);
  return { epoch, length: ids.length, slice, atLeast: () => 1 };
}
const kept = (ids: readonly number[], epoch?: number) => {
  return { ranking: rankingOf(ids, epoch), text: 'dog', why: [], matches: 1 };
};

test('pages follow each other to the end, each once', () => {
  const pages = createPages();
  let page = pages.first(kept([5, 3, 8, 1, 9]), 2);
  const seen = page.moments.map(({ itemId }) => itemId);
  while (page.cursor !== null) {
    page = pages.at(page.cursor, 2);
    expect(page).toMatchObject({ text: 'dog', matches: 1, from: seen.length });
    seen.push(...page.moments.map(({ itemId }) => itemId));
  }
  expect(seen).toEqual([5, 3, 8, 1, 9]);
  expect(pages.first(kept([]), 2)).toMatchObject({ moments: [], cursor: null });
});

test('the ranking used longest ago is pushed out', () => {
  const pages = createPages(2);
  const [first, second] = [pages.first(kept([1, 2]), 1), pages.first(kept([3, 4], 7), 1)];
  pages.at(first.cursor ?? '', 1);
  pages.first(kept([5, 6]), 1);
  expect(pages.at(first.cursor ?? '', 1).moments).toMatchObject([{ itemId: 2 }]);
  expect(() => pages.at(second.cursor ?? '', 1)).toThrow('Search again');
});

test('a cursor of another epoch, or of no place, is refused', () => {
  const pages = createPages();
  const [id] = (pages.first(kept([1, 2], 3), 1).cursor ?? '').split('.');
  expect(pages.at(`${id}.3.1`, 1).moments).toHaveLength(1);
  for (const cursor of [`${id}.4.1`, `${id}.3.x`, `${id}.3`]) {
    expect(() => pages.at(cursor, 1)).toThrow('no longer kept');
  }
});

test.each(['', 'x', 'x.1.1', '..'])('%j is no cursor', (cursor) => {
  expect(() => createPages().at(cursor, 1)).toThrow('no longer kept');
});
