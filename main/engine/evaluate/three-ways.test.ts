import { expect, test } from 'vitest';
import { queryLayout } from '../search/query/query-layout.ts';
import { createPool, keysOf } from './three-ways.ts';

const layoutOf = queryLayout({
  file: '',
  bits: 64,
  groups: [
    { bits: 32, dimensions: 1, weight: 1 },
    { bits: 32, dimensions: 1, weight: 1 },
  ],
});

/** A code of 64 bits: so many of the first 32 set, so many of the last. */
function member(first: number, second: number) {
  const words = [first, second].map((count) => 2 ** count - 1);
  return { code: new Uint8Array(Uint32Array.from(words).buffer), embedding: Float32Array.of(1, 0) };
}

test('a query hears the group in which it says more', () => {
  const nearInFirst = member(0, 8);
  const nearInSecond = member(8, 0);
  const pool = createPool([nearInFirst, nearInSecond], layoutOf);
  const keys = (first: number, second: number) =>
    keysOf('hash', pool, { ...member(0, 0), embedding: Float32Array.of(first, second) }, 1);
  const [a, b] = keys(0.9, 0.4);
  expect(a).toBeGreaterThan(b as number);
  const [c, d] = keys(0.4, 0.9);
  expect(c).toBeLessThan(d as number);
});
