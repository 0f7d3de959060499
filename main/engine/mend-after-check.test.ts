import { expect, test, vi } from 'vitest';
import { mendAfterCheck } from './mend-after-check.ts';

const index = { kind: 'index', what: 'moment 3' };
const words = { kind: 'words', what: 'item 2' };
const code = { kind: 'code-differs', what: 'moment 5', momentId: 5 };
const other = { kind: 'missing-thumbnail', what: 'moment 1' };

test.each([
  ['nothing', [], []],
  ['the index alone', [index], ['index']],
  ['the words alone', [words], ['words']],
  ['a code', [code], ['codes 5']],
  [
    'all of them, beside what cannot be mended',
    [other, code, index, words],
    ['codes 5', 'index', 'words'],
  ],
  [
    'codes, and no index while more of them may be wrong',
    [...Array(100).fill(code), index],
    ['codes'],
  ],
  ['nothing of a damaged database', [index, code, { kind: 'integrity', what: 'page 7' }], []],
  ['nothing of one whose rows refer to nothing', [words, { kind: 'foreign-key', what: 'x' }], []],
])('mends %s', (_, problems, expected) => {
  const did: string[] = [];
  mendAfterCheck(
    {
      restoreCodes: (momentIds) =>
        void did.push(momentIds.length > 1 ? 'codes' : `codes ${momentIds.join()}`),
      rebuildIndex: () => void did.push('index'),
      rebuildWords: () => void did.push('words'),
    },
    problems,
    () => {},
  );
  expect(did).toEqual(expected);
});

test('a mending that fails is logged', () => {
  const log = vi.fn();
  const rebuildIndex = () => {
    throw new Error('disk full');
  };
  mendAfterCheck({ restoreCodes() {}, rebuildIndex, rebuildWords() {} }, [index], log);
  expect(log).toHaveBeenCalledWith(expect.stringContaining('disk full'));
});
