import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelKey, labelName, labelQuery, tagPath } from './labels.ts';
import { parseQuery } from './parse.ts';

test.each([
  ['places / italy/', 'places/italy', 'places/italy'],
  ['/a//b/', 'a/b', 'a/b'],
  ['  Great   Day ', 'Great Day', 'great day'],
  ['“Best” of "Rome",', 'Best of Rome', 'best of rome'],
  ['ＤＯＧ', 'ＤＯＧ', 'dog'],
  [' / " ', '', ''],
])('%j', (written, path, key) => {
  expect([tagPath(written), tagPath(written).split('/').map(labelKey).join('/')]).toEqual([
    path,
    key,
  ]);
});

test('each name can be asked for', () => {
  const names = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(names, fc.constantFrom('tag' as const, 'album' as const), (written, type) => {
      const name = type === 'tag' ? tagPath(written) : labelName(written);
      fc.pre(name !== '');
      expect(parseQuery(labelQuery(type, name))).toEqual({
        terms: [],
        filters: [{ type, name, minus: false }],
      });
    }),
  );
});
