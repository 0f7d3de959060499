import { expect, it } from 'vitest';
import type { Catalog } from '../catalog/types.ts';
import { findNamed } from './named.ts';

const term = (words: string, minus = false) => ({ words, minus, weight: 1 });

/** Words → items that have them in their name, and in their folder. */
function catalogOf(
  names: Readonly<Record<string, readonly number[]>>,
  folders: Readonly<Record<string, readonly number[]>> = {},
) {
  const asked: string[] = [];
  const itemsNamed: Catalog['itemsNamed'] = (words, { place, begins, most }) => {
    if (place === 'name') asked.push(begins ? `${words}*` : words);
    const found = place === 'name' ? names[words] : place === 'folder' ? folders[words] : [];
    return Uint32Array.from((found ?? []).slice(0, most));
  };
  return { itemsNamed, asked };
}

const chances = (named: ReturnType<typeof findNamed>) =>
  [...named].map(([itemId, { chance }]) => [itemId, Number(chance.toFixed(2))]);

it('a name that the query spells out is nearly certain', () => {
  const catalog = catalogOf({ 'img_2041.jpg': [7] });
  const named = findNamed(catalog, [term('IMG_2041.jpg')], 1_000);
  expect([...named]).toEqual([
    [7, { chance: expect.closeTo(0.98), found: [{ words: 'img_2041.jpg', place: 'name' }] }],
  ]);
});

it('a rare word says more than a common one, and a folder less than a name', () => {
  const fifty = Array.from({ length: 50 }, (_, index) => index);
  const catalog = catalogOf({ rare: [7] }, { common: fifty });
  const named = chances(findNamed(catalog, [term('common rare')], 100));
  expect(named).toContainEqual([7, 0.94]);
  expect(named).toContainEqual([8, 0.1]);
  expect(named).toHaveLength(50);
});

it('a word that is in name and folder counts once, and both are told', () => {
  const catalog = catalogOf({ rome: [1] }, { rome: [1] });
  expect([...findNamed(catalog, [term('rome')], 10)]).toEqual([
    [
      1,
      {
        chance: expect.closeTo(0.98),
        found: [
          { words: 'rome', place: 'name' },
          { words: 'rome', place: 'folder' },
        ],
      },
    ],
  ]);
});

it('minus words, joining words, short ones and punctuation are not looked for', () => {
  const catalog = catalogOf({});
  findNamed(catalog, [term('The dog, on a "beach" (5) no'), term('cat', true)], 10);
  expect(catalog.asked).toEqual(['dog', 'beach', '5']);
});

it('the beginning of what looks like a file name is enough', () => {
  const catalog = catalogOf({});
  findNamed(catalog, [term('IMG_20 beach 12 2019-06')], 10);
  expect(catalog.asked).toEqual(['img_20*', 'beach', '12', '2019-06*']);
});

it('a word of very many items is no evidence, and the surest thousand are kept', () => {
  const many = Array.from({ length: 30_000 }, (_, index) => index);
  const catalog = catalogOf({ photo: many, sea: many.slice(0, 5_000), boat: [4_999] });
  expect(findNamed(catalog, [term('photo')], 30_000).size).toBe(0);
  const named = findNamed(catalog, [term('sea boat')], 30_000);
  expect(named.size).toBe(1_000);
  expect([...named.keys()].slice(0, 3)).toEqual([4_999, 0, 1]);
});

it('words that every item has leave every item alike', () => {
  const catalog = catalogOf({ only: [1, 2] });
  const values = [...findNamed(catalog, [term('only')], 2).values()].map(({ chance }) => chance);
  expect(values[0]).toBe(values[1]);
  expect(Number.isFinite(values[0])).toBe(true);
});
