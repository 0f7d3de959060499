import { expect, test } from 'vitest';
import { queryLayout } from './query-layout.ts';

const groups = [
  { bits: 64, dimensions: 2, weight: 1 },
  { bits: 32, dimensions: 1, weight: 2 },
];
const weightsOf = (...embedding: number[]) =>
  queryLayout({ file: '', bits: 96, groups })(Float32Array.from(embedding)).groups.map(
    ({ weight }) => weight,
  );

test('a group costs its weight times the length of the query there', () => {
  expect(weightsOf(0.6, 0.8, 0.5)).toEqual([16, 16]);
  expect(weightsOf(0.6, 0.8, 2)).toEqual([16, 64]);
  expect(weightsOf(0, 0.25, 0.5)).toEqual([16, 64]);
});

test('a group in which a query is nothing counts for next to nothing', () => {
  const [first, second] = weightsOf(0, 0, 1);
  expect(first).toBeGreaterThan(0);
  expect((second as number) / (first as number)).toBeGreaterThan(300);
});

test('of one group a bit costs 1 to every query', () => {
  const one = queryLayout({ file: '', bits: 64, groups: [{ bits: 64, dimensions: 2, weight: 3 }] });
  expect(one(Float32Array.of(0.1, 0)).groups.map(({ weight }) => weight)).toEqual([1]);
  expect(one(Float32Array.of(0, 9))).toBe(one(Float32Array.of(1, 0)));
});
