import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pairsInOrder } from './in-order.ts';

const common = (one: string, other: string) =>
  pairsInOrder(one.length, other.length, (first, second) => one[first] === other[second]);

test.each([
  ['abcd', 'abcd', 4],
  ['abcd', 'dcba', 1],
  ['abcd', 'xaxbxcxdx', 4],
  ['abcd', 'bd', 2],
  ['aaaa', 'a', 1],
  ['abc', '', 0],
])('%s and %s', (one, other, pairs) => {
  expect(common(one, other)).toBe(pairs);
});

test('as the longest of all subsequences that both have', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 });
  fc.assert(
    fc.property(word, word, (one, other) => {
      const longest = subsequences(one)
        .filter((part) => isWithin(part, other))
        .reduce((most, { length }) => Math.max(most, length), 0);
      expect(common(one, other)).toBe(longest);
    }),
  );
});

function subsequences(word: string): string[] {
  const [first, ...rest] = word;
  if (first === undefined) return [''];
  return subsequences(rest.join('')).flatMap((part) => [part, first + part]);
}

function isWithin(part: string, word: string): boolean {
  let at = 0;
  for (const letter of word) if (letter === part[at]) at += 1;
  return at === part.length;
}
