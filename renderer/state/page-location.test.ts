import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeLocation,
  emptyQuery,
  encodeLocation,
  isEmptyQuery,
  sameQuery,
} from './page-location.ts';

test.each([
  ['', emptyQuery, null],
  ['#', emptyQuery, null],
  [
    '#q=a+dog&like=12.34&open=5.50',
    { text: 'a dog', likeMoments: [12, 34], uploads: [] },
    { itemId: 5, momentId: 50 },
  ],
  ['#like=abc.7.-3.99999999999&open=5', { text: '', likeMoments: [7], uploads: [] }, null],
  ['#%E0%A4%A', emptyQuery, null],
])('%s', (hash, query, open) => {
  expect(decodeLocation(hash)).toEqual({ query, open });
});

test('what is written is read back', () => {
  const id = fc.integer({ min: 1, max: 2 ** 31 });
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.array(id, { maxLength: 16 }),
      fc.option(fc.record({ itemId: id, momentId: id })),
      (text, likeMoments, open) => {
        const location = { query: { text: text.trim(), likeMoments, uploads: [] }, open };
        expect(decodeLocation(encodeLocation(location))).toEqual(location);
      },
    ),
  );
});

test('queries compare by what they ask', () => {
  expect(sameQuery({ ...emptyQuery, text: ' dog ' }, { ...emptyQuery, text: 'dog' })).toBe(true);
  expect(sameQuery(emptyQuery, { ...emptyQuery, uploads: ['a'] })).toBe(false);
  expect(isEmptyQuery({ ...emptyQuery, text: '  ' })).toBe(true);
  expect(isEmptyQuery({ ...emptyQuery, likeMoments: [1] })).toBe(false);
});
