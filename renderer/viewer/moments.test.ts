import { expect, test } from 'vitest';
import { currentMoment, neighbourMoment } from './moments.ts';
import { viewerAction } from './viewer-keys.ts';

const moments = [0, 3_000, 12_300, 20_000].map((timeMs, index) => ({ momentId: index, timeMs }));

test.each([
  [0, 1, 3_000],
  [3_000, 1, 12_300],
  [20_000, 1, undefined],
  [12_300, -1, 3_000],
  [12_600, -1, 3_000],
  [14_000, -1, 12_300],
  [0, -1, undefined],
] as const)('from %i, jump %i lands on %s', (timeMs, direction, expected) => {
  expect(neighbourMoment(moments, timeMs, direction)).toBe(expected);
});

test.each([
  [-2, undefined],
  [0, 0],
  [12_299, 2],
  [15_000, 2],
  [99_000, 3],
])('at %i the moment is %s', (timeMs, momentId) => {
  expect(currentMoment(moments, timeMs)?.momentId).toBe(momentId);
});

test('a slider keeps its arrows and a button its space bar', () => {
  const free = { onRange: false, onButton: false };
  expect(viewerAction('ArrowLeft', free)).toBe('previous');
  expect(viewerAction('ArrowLeft', { ...free, onRange: true })).toBeUndefined();
  expect(viewerAction(' ', free)).toBe('toggle');
  expect(viewerAction(' ', { ...free, onButton: true })).toBeUndefined();
  expect(viewerAction('p', free)).toBe('motion');
  expect(viewerAction('x', free)).toBeUndefined();
});
