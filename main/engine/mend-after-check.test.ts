import { expect, test, vi } from 'vitest';
import { mendAfterCheck } from './mend-after-check.ts';

const index = { kind: 'index', what: 'moment 3' };
const words = { kind: 'words', what: 'item 2' };
const code = { kind: 'code-differs', what: 'moment 5', momentId: 5 };
const thumbnail = { kind: 'missing-thumbnail', what: 'moment 1' };
const other = { kind: 'unexplained-file', what: 'a.jpg' };

test.each([
  ['nothing', [], []],
  ['the index alone', [index], ['index']],
  ['the words alone', [words], ['words']],
  ['a code', [code], ['codes 5']],
  ['thumbnails', [thumbnail], ['thumbnails']],
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
  ['a damaged database later', [index, code, { kind: 'integrity', what: 'page 7' }], ['later']],
  ['one whose rows refer to nothing later', [words, { kind: 'foreign-key', what: 'x' }], ['later']],
  ['what breaks a promise later', [{ kind: 'partly-coded', what: 'x' }], ['later']],
])('mends %s', (_, problems, expected) => {
  const did: string[] = [];
  const report = { ok: problems.length === 0, problems };
  const told = mendAfterCheck(
    {
      restoreCodes: (momentIds) =>
        void did.push(momentIds.length > 1 ? 'codes' : `codes ${momentIds.join()}`),
      rebuildIndex: () => void did.push('index'),
      rebuildWords: () => void did.push('words'),
      readWithoutThumbnails: () => did.push('thumbnails'),
      salvageAtNextStart: () => void did.push('later'),
    },
    report,
    () => {},
  );
  expect(did).toEqual(expected);
  const isLater = told.problems.at(-1)?.kind === 'salvage';
  expect([told.ok, isLater]).toEqual([report.ok, did.includes('later')]);
});

test('a mending that fails is logged', () => {
  const log = vi.fn();
  const rebuildIndex = () => {
    throw new Error('disk full');
  };
  const others = {
    restoreCodes() {},
    rebuildWords() {},
    readWithoutThumbnails: () => 0,
    salvageAtNextStart() {},
  };
  mendAfterCheck({ ...others, rebuildIndex }, { ok: false, problems: [index] }, log);
  expect(log).toHaveBeenCalledWith(expect.stringContaining('disk full'));
});
