import { expect, test } from 'vitest';
import { asksForAnnotations } from './use-follow-annotations.ts';

test.each([
  ['dog tag:beach', true],
  ['-is:favourite', true],
  ['caption:lake', true],
  ['rating:4', true],
  ['album:"Summer 2019"', true],
  ['folder:summer dog', false],
  ['"tag:beach"', false],
])('%s: %s', (words, expected) => {
  expect(asksForAnnotations(words)).toBe(expected);
});
