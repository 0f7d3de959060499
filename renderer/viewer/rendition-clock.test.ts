import { expect, test } from 'vitest';
import { approachRate, streamBaseMs } from './rendition-clock.ts';

test.each([
  ['exactly there', 12_000, 12_000, 0],
  ['from the keyframe before', 12_000, 9_500, 0],
  ['at the beginning', 0, 0, 0],
  ['near the beginning', 2_033, 33, 0],
  ['a browser that counts from 0', 12_000, 0, 12_000],
])('%s', (_, fromMs, firstMs, base) => expect(streamBaseMs(fromMs, firstMs)).toBe(base));

test('fast, then slow, then there', () => {
  expect([2_500, 500, 40, 0, -300].map(approachRate)).toEqual([8, 3, 1, 1, 1]);
});
