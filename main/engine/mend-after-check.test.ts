import { expect, test, vi } from 'vitest';
import { mendAfterCheck } from './mend-after-check.ts';

const index = { kind: 'index', what: 'moment 3' };
const words = { kind: 'words', what: 'item 2' };
const code = { kind: 'code-differs', what: 'moment 5', momentId: 5 };
const broken = { kind: 'integrity', what: 'page 7' };

test.each([
  ['nothing', [], []],
  ['what follows from the rest', [index, words], ['rebuildIndex']],
  ['a doubtful code', [code], ['recode 5', 'wake']],
  ['both', [code, index], ['recode 5', 'rebuildIndex', 'wake']],
  ['nothing of a database that is broken', [index, code, broken], []],
])('mends %s', (_, problems, expected) => {
  const did: string[] = [];
  mendAfterCheck(
    {
      recode: (momentIds) => void did.push(`recode ${momentIds.join()}`),
      rebuildIndex: () => void did.push('rebuildIndex'),
    },
    { wake: () => void did.push('wake') },
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
  mendAfterCheck({ recode() {}, rebuildIndex }, { wake() {} }, [index], log);
  expect(log).toHaveBeenCalledWith(expect.stringContaining('disk full'));
});
