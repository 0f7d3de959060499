import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseQuery } from './parse.ts';
import { printQuery } from './print.ts';
import type { Query } from './syntax.ts';

const words = (text: string, minus = false, weight = 1) => ({ words: text, minus, weight });

it.each<[string, Query['terms'], Query['filters']]>([
  ['', [], []],
  ['  two   dogs ', [words('two dogs')], []],
  ['dog on a beach -people', [words('dog on a beach'), words('people', true)], []],
  ['-"red car" street', [words('red car', true), words('street')], []],
  ['a t-shirt - not a minus', [words('a t-shirt - not a minus')], []],
  ['--help', [words('--help')], []],
  ['beach^2 dog', [words('beach', false, 2), words('dog')], []],
  ['beach^0', [], []],
  ['a "b c" d', [words('a'), words('b c'), words('d')], []],
  ['12" pizza', [words('12" pizza')], []],
  ['time: noon, 10:30', [words('time: noon, 10:30')], []],
  ['kind:video sea', [words('sea')], [{ type: 'kind', kind: 'video', minus: false }]],
  ['kind:film', [words('kind:film')], []],
  ['-date:2021', [], [{ type: 'date', range: { from: '2021', to: '2021' }, minus: true }]],
  [
    'date:2021-06..2022 date:..2020-12-31 date:2019..',
    [],
    [
      { type: 'date', range: { from: '2021-06', to: '2022' }, minus: false },
      { type: 'date', range: { from: null, to: '2020-12-31' }, minus: false },
      { type: 'date', range: { from: '2019', to: null }, minus: false },
    ],
  ],
  ['date:soon date:2021-02-30 date:..', [words('date:soon date:2021-02-30 date:..')], []],
  ['"kind:video"', [words('kind:video')], []],
  ['cafe\u0301', [words('café')], []],
])('%j', (text, terms, filters) => {
  expect(parseQuery(text)).toEqual({ terms, filters });
});

const filters = fc.oneof(
  fc.record({
    type: fc.constant('kind' as const),
    kind: fc.constantFrom('photo' as const, 'video' as const),
    minus: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('date' as const),
    range: fc.constantFrom(
      { from: '2019', to: '2019' },
      { from: '2020-02', to: null },
      { from: null, to: '2021-12-31' },
      { from: '2019', to: '2020-02' },
    ),
    minus: fc.boolean(),
  }),
);
const someWords = fc
  .array(
    fc.string({ minLength: 1, unit: 'grapheme' }).filter((word) => /^[^\s"]+$/u.test(word)),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((parts) => parts.join(' ').normalize('NFC'))
  .filter((text) => text.trim() !== '' && !/["]/u.test(text) && text === text.trim());

it('what is printed is read back', () => {
  const queries = fc.record({
    terms: fc.array(
      fc.record({
        words: someWords,
        minus: fc.boolean(),
        weight: fc.constantFrom(0.5, 1, 2),
      }),
    ),
    filters: fc.array(filters),
  });
  fc.assert(
    fc.property(queries, (query) => {
      expect(parseQuery(printQuery(query))).toEqual(query);
    }),
  );
});

it('reads any text, and reads what it printed the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const query = parseQuery(text);
      expect(parseQuery(printQuery(query)).filters).toEqual(query.filters);
    }),
  );
});
