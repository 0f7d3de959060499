import { expect, test } from 'vitest';
import { WorkerError, WorkersUnavailableError } from '../workers/types.ts';
import { describe, judge, type Verdict } from './verdict.ts';

const sqlite = (code: string) => Object.assign(new Error(`from SQLite: ${code}`), { code });
const aside = (code: string, detail: string, unexpected = false) =>
  ({ type: 'set-aside', code, detail, unexpected }) as Verdict;

test.each<[string, unknown, number, Verdict]>([
  ['damaged', new WorkerError('damaged-picture', 'd'), 0, aside('damaged-picture', 'd')],
  [
    'first crash',
    new WorkerError('decoder-crashed', 'SIGSEGV', { retry: true }),
    0,
    { type: 'again-alone' },
  ],
  [
    'second crash',
    new WorkerError('decoder-crashed', 'SIGSEGV', { retry: true }),
    1,
    aside('decoder-crashed', 'SIGSEGV'),
  ],
  ['gone', new WorkerError('vanished', ''), 0, { type: 'vanished' }],
  ['gone, the second time', new WorkerError('vanished', ''), 1, { type: 'vanished' }],
  [
    'a drive that fails',
    new WorkerError('read-error', 'EIO', { retry: true }),
    0,
    { type: 'drive-failed', detail: 'EIO', last: false },
  ],
  [
    'a drive that fails, the second time',
    new WorkerError('read-error', 'EIO', { retry: true }),
    1,
    { type: 'drive-failed', detail: 'EIO', last: true },
  ],
  ['unreadable', new WorkerError('read-error', 'ELOOP'), 0, aside('read-error', 'ELOOP')],
  ['changing', new WorkerError('kept-changing', ''), 0, { type: 'changed' }],
  [
    'no model',
    new WorkersUnavailableError('no model'),
    0,
    { type: 'trouble', cause: 'encoder', detail: 'no model' },
  ],
  [
    'disk full',
    sqlite('SQLITE_FULL'),
    0,
    { type: 'trouble', cause: 'disk-full', detail: 'from SQLite: SQLITE_FULL' },
  ],
  [
    'damaged database',
    sqlite('SQLITE_CORRUPT_VTAB'),
    0,
    { type: 'trouble', cause: 'damaged', detail: 'from SQLite: SQLITE_CORRUPT_VTAB' },
  ],
  [
    'failing disk',
    sqlite('SQLITE_IOERR_WRITE'),
    1,
    { type: 'trouble', cause: 'catalog', detail: 'from SQLite: SQLITE_IOERR_WRITE' },
  ],
  [
    'what the catalogue does not take',
    sqlite('SQLITE_CONSTRAINT_CHECK'),
    0,
    aside('internal-error', 'from SQLite: SQLITE_CONSTRAINT_CHECK', true),
  ],
  ['a bug', new TypeError('x is undefined'), 0, aside('internal-error', 'x is undefined', true)],
  [
    'a bug in a child',
    new WorkerError('internal-error', 'x'),
    0,
    aside('internal-error', 'x', true),
  ],
  ['no error at all', 'text', 0, aside('internal-error', 'text', true)],
])('%s', (_, error, attempts, verdict) => {
  expect(judge(error, attempts)).toEqual(verdict);
});

test('a description is one short line', () => {
  expect(describe(new Error('first\nsecond'))).toBe('first');
  expect(describe(new Error('x'.repeat(500)))).toHaveLength(200);
});
