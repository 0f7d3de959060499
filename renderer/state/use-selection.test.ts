import { expect, test } from 'vitest';
import { extended, stillShown, toggled } from './use-selection.ts';

const ids = Uint32Array.of(50, 40, 30, 20, 10);

test('an item goes in and out of a selection', () => {
  const one = toggled(new Set(), 40);
  expect([
    [...one],
    [...toggled(one, 30)],
    [...toggled(one, 40)],
    [...toggled(one, undefined)],
  ]).toEqual([[40], [40, 30], [], [40]]);
});

test('what is not shown any more is not selected', () => {
  expect([...stillShown(new Set([10, 99, 50]), ids)]).toEqual([50, 10]);
  expect(stillShown(new Set([10]), undefined).size).toBe(0);
});

test.each([
  [1, 3, [10, 40, 30, 20]],
  [3, 1, [10, 40, 30, 20]],
  [0, 0, [10, 50]],
  [2, 99, [10, 30, 20]],
])('from place %i to %i', (from, to, expected) => {
  expect([...extended(new Set([10]), ids, from, to)].sort()).toEqual(expected.toSorted());
});
