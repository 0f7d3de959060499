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
    '#q=a+dog&like=12.34&unlike=9&part=7.0.250.500.125&open=5.50',
    {
      ...emptyQuery,
      text: 'a dog',
      likeMoments: [12, 34],
      unlikeMoments: [9],
      regions: [{ momentId: 7, left: 0, top: 0.25, width: 0.5, height: 0.125 }],
    },
    { itemId: 5, momentId: 50 },
  ],
  ['#like=abc.7.-3.99999999999&open=5', { ...emptyQuery, likeMoments: [7] }, null],
  ['#part=7.900.0.200.10&part=7.1.2&part=7.0.0.0.0', emptyQuery, null],
  ['#%E0%A4%A', emptyQuery, null],
  ['#view=elsewhere', emptyQuery, null],
])('%s', (hash, query, open) => {
  expect(decodeLocation(hash)).toEqual({ query, open });
});

test('the activity page has an address, beside a query or without one', () => {
  const query = { ...emptyQuery, text: 'a dog' };
  expect(decodeLocation('#q=a+dog&view=activity')).toEqual({ query, open: null, view: 'activity' });
  expect(encodeLocation({ query: emptyQuery, open: null, view: 'activity' })).toBe(
    '#view=activity',
  );
  expect(encodeLocation({ query: emptyQuery, open: null })).toBe('#');
});

test('what is written is read back', () => {
  const id = fc.integer({ min: 1, max: 2 ** 31 });
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.array(id, { maxLength: 16 }),
      fc.array(id, { maxLength: 16 }),
      fc.option(fc.record({ itemId: id, momentId: id })),
      (text, likeMoments, unlikeMoments, open) => {
        const query = { ...emptyQuery, text: text.trim(), likeMoments, unlikeMoments };
        const location = { query, open };
        expect(decodeLocation(encodeLocation(location))).toEqual(location);
      },
    ),
  );
});

test('a part that was drawn anywhere is read back, to a thousandth', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(share, share, share, share, (a, b, c, d) => {
      const [left, right] = [Math.min(a, b), Math.max(a, b)];
      const [top, bottom] = [Math.min(c, d), Math.max(c, d)];
      fc.pre(right - left > 0.02 && bottom - top > 0.02);
      const region = { momentId: 7, left, top, width: right - left, height: bottom - top };
      const query = { ...emptyQuery, regions: [region] };
      const [read] = decodeLocation(encodeLocation({ query, open: null })).query.regions;
      for (const [name, value] of Object.entries(region)) {
        expect(Math.abs((read?.[name as keyof typeof region] ?? -1) - value)).toBeLessThan(0.00101);
      }
    }),
  );
});

test('queries compare by what they ask', () => {
  expect(sameQuery({ ...emptyQuery, text: ' dog ' }, { ...emptyQuery, text: 'dog' })).toBe(true);
  expect(sameQuery(emptyQuery, { ...emptyQuery, uploads: ['a'] })).toBe(false);
  expect(isEmptyQuery({ ...emptyQuery, text: '  ' })).toBe(true);
  expect(isEmptyQuery({ ...emptyQuery, likeMoments: [1] })).toBe(false);
});
