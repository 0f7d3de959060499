import { expect, it } from 'vitest';
import type { Catalog } from '../../catalog/types.ts';
import { findNamed } from './named.ts';

const term = (words: string, minus = false) => ({ words, minus, weight: 1 });

/** Words → items that have them in their name, and in their folder. */
function catalogOf(
  names: Readonly<Record<string, readonly number[]>>,
  folders: Readonly<Record<string, readonly number[]>> = {},
) {
  const asked: string[] = [];
  const inNames = (words: string, begins: boolean) =>
    Object.entries(names)
      .filter(([name]) => name === words || (begins && name.startsWith(words)))
      .flatMap(([, itemIds]) => itemIds);
  const itemsNamed: Catalog['itemsNamed'] = (words, { place, begins, most }) => {
    if (place === undefined) asked.push(begins ? `${words}*` : words);
    const all = [
      ...(place === undefined || place === 'name' ? inNames(words, begins) : []),
      ...(place === undefined || place === 'folder' ? (folders[words] ?? []) : []),
    ];
    return Uint32Array.from([...new Set(all)].slice(0, most));
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
  expect(named).toContainEqual([7, 0.87]);
  expect(named).toContainEqual([8, 0.03]);
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
  expect(catalog.asked).toEqual(['img_20', 'img_20*', 'beach', '12', '2019-06', '2019-06*']);
});

it('the very name stands before what only begins like it, however many do', () => {
  const many = Array.from({ length: 5_000 }, (_, index) => index);
  const catalog = catalogOf({ img_2018: [7_000], img_20180101_120000: many });
  const named = findNamed(catalog, [term('IMG_2018')], 10_000);
  expect(named.get(7_000)?.chance).toBeCloseTo(0.98);
  expect(named.get(3)?.chance).toBeLessThan(0.1);
  const more = Array.from({ length: 30_000 }, (_, index) => index);
  const larger = catalogOf({ img_2018: [70_000], img_20180101_120000: more });
  expect([...findNamed(larger, [term('IMG_2018')], 100_000).keys()]).toEqual([70_000]);
});

it('a word of very many items is no evidence', () => {
  const many = Array.from({ length: 30_000 }, (_, index) => index);
  expect(findNamed(catalogOf({ photo: many }), [term('photo')], 30_000).size).toBe(0);
});

it('a word that every item has finds nothing, one that a tenth has says little', () => {
  const all = Array.from({ length: 5_000 }, (_, index) => index);
  const catalog = catalogOf({}, { pictures: all, wedding: all.slice(0, 500) });
  expect(findNamed(catalog, [term('pictures')], 5_000).size).toBe(0);
  const wedding = findNamed(catalog, [term('wedding')], 5_000);
  expect(wedding.size).toBe(500);
  expect(wedding.get(3)?.chance).toBeCloseTo(0.38, 2);
});

it('of writing without spaces one character is a word, and more may follow', () => {
  const catalog = catalogOf({ 京都旅行: [3] });
  expect([...findNamed(catalog, [term('京都')], 100).keys()]).toEqual([3]);
});
