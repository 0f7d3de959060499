import { expect, test } from 'vitest';
import { evenly } from './evenly.ts';

test.each([
  [[], 3, []],
  [[1, 2], 3, [1, 2]],
  [[1, 2, 3, 4, 5, 6], 3, [1, 3, 5]],
  [[1, 2, 3, 4], 3, [1, 2, 3]],
])('%j, at most %i', (values, count, expected) => {
  expect(evenly(values, count)).toEqual(expected);
});
