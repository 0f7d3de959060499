import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { WordPlace } from '../library.ts';
import { parseQuery } from './parse.ts';
import type { Filter, Query, WordsTerm } from './syntax.ts';

const words = (text: string, minus = false, weight = 1) => ({ words: text, minus, weight });
const dates = (from: string | null, to: string | null, minus = false) => {
  return { type: 'date' as const, range: { from, to }, minus };
};
const named = (place: WordPlace, said: string, minus = false): Filter => {
  return { type: 'named', place, words: said, minus };
};
const size = (from: number, to: number, minus = false): Filter => {
  return { type: 'size', range: { from, to }, minus };
};
const length = (from: number, to: number): Filter => {
  return { type: 'length', range: { from, to }, minus: false };
};
const area = (south: number, west: number, north: number, east: number): Filter => {
  return { type: 'area', area: { south, west, north, east }, minus: false };
};
const videos = { type: 'kind' as const, kind: 'video' as const, minus: false };

it.each<[string, Query['terms'], Query['filters']]>([
  ['', [], []],
  ['  two   dogs ', [words('two dogs')], []],
  ['dog on a beach -people', [words('dog on a beach'), words('people', true)], []],
  ['-"red car" street', [words('red car', true), words('street')], []],
  ['-"red car", street', [words('red car', true), words('street')], []],
  ['-“red car” street', [words('red car', true), words('street')], []],
  ['street -"red car', [words('street'), words('red car', true)], []],
  ['dog −people －cars', [words('dog'), words('people', true), words('cars', true)], []],
  ['-été', [words('été', true)], []],
  ['a t-shirt - not a minus', [words('a t-shirt - not a minus')], []],
  ['-5 degrees outside', [words('-5 degrees outside')], []],
  ['x -> y -_- :-)', [words('x -> y -_- :-)')], []],
  ['--help', [words('--help')], []],
  ['beach^2 dog', [words('beach', false, 2), words('dog')], []],
  ['beach^0 beach^0.001', [], []],
  [`beach^1${'0'.repeat(8)}`, [words('beach', false, 100)], []],
  ['"a b" "c"', [words('a b'), words('c')], []],
  ['a sign that says "stop" in the rain', [words('a sign that says stop in the rain')], []],
  ['12" pizza', [words('12" pizza')], []],
  ['time: noon, 10:30', [words('time: noon, 10:30')], []],
  ['kind:video sea', [words('sea')], [videos]],
  ['Kind:Video, sea', [words('sea')], [videos]],
  ['kind:film', [words('kind:film')], []],
  ['kind:video^2', [words('kind:video', false, 2)], []],
  ['"kind:video"', [words('kind:video')], []],
  ['-date:2021', [], [dates('2021', '2021', true)]],
  [
    'date:2021-06..2022 date:..2020-12-31 date:2019..',
    [],
    [dates('2021-06', '2022'), dates(null, '2020-12-31'), dates('2019', null)],
  ],
  ['date:2022..2020-05', [], [dates('2020-05', '2022')]],
  ['date:soon date:2021-02-30', [words('date:soon date:2021-02-30')], []],
  ['date:0050 date:.. date:1..2..3', [words('date:0050 date:.. date:1..2..3')], []],
  ['cafe\u0301', [words('café')], []],
  ['folder:"Italy 2019", sea', [words('sea')], [named('folder', 'Italy 2019')]],
  ['-Camera:Canon name:IMG_20', [], [named('camera', 'Canon', true), named('name', 'IMG_20')]],
  ['folder:“Côte d’Azur', [], [named('folder', 'Côte d’Azur')]],
  ['name:- folder: camera:""', [words('name:- folder:')], []],
  ['name:dog^2', [words('name:dog', false, 2)], []],
  ['size:5MB.. size:..1.5gb', [], [size(5e6, Infinity), size(0, 1.5e9)]],
  [
    'size:>500KB -size:<1B size:2TB',
    [],
    [size(5e5, Infinity), size(0, 1, true), size(2e12, Infinity)],
  ],
  ['size:2GB..1MB', [], [size(1e6, 2e9)]],
  [
    'size:big size:.. size:5 size:1MB..2MB..3MB',
    [words('size:big size:.. size:5 size:1MB..2MB..3MB')],
    [],
  ],
  ['length:1m30s..2h', [], [length(90_000, 7_200_000)]],
  ['length:..1:30 length:>=1:00:00', [], [length(0, 90_000), length(3_600_000, Infinity)]],
  ['length:h length:5 length:1s2m', [words('length:h length:5 length:1s2m')], []],
  [
    'area:48.3,16.2..48.1,16.5 area:-10,170..10,-170',
    [],
    [area(48.1, 16.2, 48.3, 16.5), area(-10, 170, 10, -170)],
  ],
  ['area:91,0..0,0 area:1,2 area:1,2..3', [words('area:91,0..0,0 area:1,2 area:1,2..3')], []],
])('%j', (text, terms, filters) => {
  expect(parseQuery(text)).toEqual({ terms, filters });
});

const pours = [words('a man pours coffee')];
const drinks = [words('he drinks it')];
const seven = 'a >> b >> c >> d >> e >> f >> g';
const manyWords = Array.from({ length: 20 }, (_, index) => `"${index}"`);
it.each<[string, WordsTerm[], WordsTerm[][], number, Filter[]]>([
  ['a man pours coffee >> he drinks it', pours, [drinks], 120_000, []],
  [
    '"a red car" -people >> beach^2 dog kind:video >> -"a cat" >>',
    [words('a red car'), words('people', true)],
    [[words('beach', false, 2), words('dog')], [words('a cat', true)]],
    120_000,
    [videos],
  ],
  ['within:30s a >> >> kind:video >> b', [words('a')], [[words('b')]], 30_000, [videos]],
  ['a >> b Within:1:30, within:2h', [words('a')], [[words('b')]], 90_000, []],
  ['>> b', [], [[words('b')]], 120_000, []],
  [seven, [words('a')], [[words('b')], [words('c')], [words('d')]], 120_000, []],
  [
    `${manyWords.slice(0, 15).join(' ')} >> ${manyWords.slice(15).join(' ')} >> more`,
    manyWords.slice(0, 15).map((said) => words(said.slice(1, -1))),
    [[words('15')]],
    120_000,
    [],
  ],
])('%j has steps', (text, terms, steps, withinMs, filters) => {
  expect(parseQuery(text)).toEqual({ terms, filters, following: { steps, withinMs } });
});

it.each<[string, WordsTerm[]]>([
  ['a>>b >>> c', [words('a>>b >>> c')]],
  ['a ">>" b', [words('a >> b')]],
  ['a ->> b', [words('a ->> b')]],
  ['a >>^2 b', [words('a'), words('>>', false, 2), words('b')]],
  ['a >> within:5m >> ', [words('a')]],
  ['dog within:5m', [words('dog')]],
  ['within:soon within:0s within:5', [words('within:soon within:0s within:5')]],
  ['-within:5m within:5m^2', [words('within:5m', true), words('within:5m', false, 2)]],
])('%j has one step', (text, terms) => {
  expect(parseQuery(text)).toEqual({ terms, filters: [] });
});

/** Pieces that mean something, and any others, in any order. */
const texts = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '-',
        '"',
        '“',
        '^2',
        '^',
        'kind:video',
        'date:2021..',
        'name:',
        'size:',
        '5MB',
        'area:1,2',
        ' >> ',
        '>',
        'within:1m',
        '..',
        ':',
        ' ',
        'dog',
      ),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

it('loses no word, and every weight is usable', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const { terms, filters, following } = parseQuery(text);
      const all = [...terms, ...(following?.steps.flat() ?? [])];
      expect(all.length).toBeLessThanOrEqual(16);
      expect(following?.steps.length ?? 1).toBeLessThanOrEqual(3);
      expect(following?.steps.map((step) => step.length) ?? [1]).not.toContain(0);
      expect(following?.withinMs ?? 1).toBeGreaterThan(0);
      for (const { words: said, weight } of all) {
        expect(said.trim()).toBe(said);
        expect(said).not.toBe('');
        expect(weight).toBeGreaterThanOrEqual(0.01);
        expect(weight).toBeLessThanOrEqual(100);
      }
      for (const filter of filters) {
        if (filter.type === 'date') expect(filter.range.from ?? filter.range.to).not.toBeNull();
      }
      // Plain words are taken as they are.
      const plain = text.normalize('NFC').replace(/[^\p{L}\s]/gu, '');
      const expected = plain.split(/\s+/u).filter((word) => word !== '');
      expect(parseQuery(plain).terms.flatMap((term) => term.words.split(' '))).toEqual(expected);
    }),
  );
});
