import { expect, test } from 'vitest';
import { moveInGrid } from './grid-navigation.ts';
import { justify } from './justified-layout.ts';

// Rows: 0 1 2 3 4 | 5 (wide) 6 7 | 8 9
const layout = justify(Float32Array.of(1, 1, 1, 1, 1, 3, 1, 1, 1, 1), {
  width: 1000,
  targetRowHeight: 200,
  gap: 0,
});
const options = { pageRows: 2, control: false };

test('the rows are as drawn above', () => {
  expect([...layout.rowStarts]).toEqual([0, 5, 8, 10]);
});

test.each([
  [0, 'ArrowLeft', 0],
  [4, 'ArrowRight', 5],
  [9, 'ArrowRight', 9],
  [1, 'ArrowDown', 5],
  [3, 'ArrowDown', 6],
  [4, 'ArrowDown', 7],
  [5, 'ArrowUp', 1],
  [2, 'ArrowUp', 2],
  [9, 'ArrowDown', 9],
  [7, 'ArrowDown', 9],
  [0, 'PageDown', 8],
  [9, 'PageUp', 1],
  [6, 'Home', 5],
  [6, 'End', 7],
  [9, 'End', 9],
])('from %i, %s goes to %i', (index, key, target) => {
  expect(moveInGrid(layout, index, key, options)).toBe(target);
});

test('with Control, Home and End are the first and last of all', () => {
  expect(moveInGrid(layout, 6, 'Home', { ...options, control: true })).toBe(0);
  expect(moveInGrid(layout, 6, 'End', { ...options, control: true })).toBe(9);
});

test('other keys, and an empty grid, do not move', () => {
  expect(moveInGrid(layout, 3, 'a', options)).toBeUndefined();
  const empty = justify(new Float32Array(0), { width: 1000, targetRowHeight: 200, gap: 0 });
  expect(moveInGrid(empty, 0, 'ArrowRight', options)).toBeUndefined();
});
