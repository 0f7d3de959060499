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

test('no query weighs more than a distance can hold', () => {
  const long = [
    { bits: 1024, dimensions: 1, weight: 1 },
    { bits: 1024, dimensions: 1, weight: 3 },
  ];
  const layoutOf = queryLayout({ file: '', bits: 2048, groups: long });
  for (let step = 0; step <= 2_000; step += 1) {
    const angle = (step / 2_000) * Math.PI;
    const embedding = Float32Array.of(Math.cos(angle), Math.sin(angle));
    expect(layoutOf(embedding).largestDistance).toBeLessThan(2 ** 16);
  }
});

test('groups that do not fit a code are refused at once', () => {
  const uneven = [{ bits: 48, dimensions: 1, weight: 1 }, ...groups];
  expect(() => queryLayout({ file: '', bits: 144, groups: uneven })).toThrow(RangeError);
});

test('of one group a bit costs 1 to every query', () => {
  const one = queryLayout({ file: '', bits: 64, groups: [{ bits: 64, dimensions: 2, weight: 3 }] });
  expect(one(Float32Array.of(0.1, 0)).groups.map(({ weight }) => weight)).toEqual([1]);
  expect(one(Float32Array.of(0, 9))).toBe(one(Float32Array.of(1, 0)));
});
