import { expect, test } from 'vitest';
import { levelsOf, pathOfBars, pathOfSlashes, printBars, printSlashes, tagsOf } from './tags.ts';

test.each<[string, readonly string[], readonly string[], readonly string[]]>([
  ['flat words', ['dog', ' Beach ', 'DOG', ''], [], ['DOG', 'Beach']],
  ['levels as Lightroom has them', ['rome'], ['places|italy|rome'], ['places/italy/rome']],
  [
    'every level beside it as a word',
    ['places', 'Italy', 'rome', 'dog'],
    ['places|italy|rome'],
    ['places/italy/rome', 'dog'],
  ],
  ['a level that is a tag of its own', [], ['places', 'places|italy'], ['places', 'places/italy']],
  ['a slash in a name', ['24/7', 'AC/DC'], ['music|AC/DC'], ['music/AC∕DC', '24∕7']],
  ['what is too long', ['x'.repeat(201)], [], []],
  ['a level whose key has a slash of its own', ['℀'], ['#|℀'], ['#/℀']],
  ['empty levels', [], ['|a||b|'], ['a/b']],
])('%s', (_, words, paths, expected) => {
  expect(tagsOf({ words, paths: paths.map(pathOfBars) })).toEqual(expected);
});

test('a tag is the same after both ways of writing its levels', () => {
  for (const tag of ['dog', 'places/italy', 'music/AC∕DC', 'a|b/c']) {
    const levels = levelsOf(tag);
    const barred = printBars(levels);
    const both = [
      ...(barred === undefined ? [] : [pathOfBars(barred)]),
      pathOfSlashes(printSlashes(levels)),
    ];
    expect(tagsOf({ words: [], paths: both })).toEqual([tag]);
  }
});

test('thousands of keywords are bounded', () => {
  const words = Array.from({ length: 5_000 }, (_, index) => `word ${index}`);
  expect(tagsOf({ words, paths: [] })).toHaveLength(500);
});
