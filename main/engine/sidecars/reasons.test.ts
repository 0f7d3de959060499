import { expect, test } from 'vitest';
import { WorkerError, WorkersUnavailableError } from '../workers/types.ts';
import { reasonOf } from './reasons.ts';
import { NotAnOrdinaryFileError, SidecarChangedError } from './write-beside.ts';

const path = '/photos/a.jpg.xmp';
const failed = (code: string) => Object.assign(new Error(code), { code, syscall: 'open' });

test.each([
  [failed('EROFS'), '/photos cannot be written to: the drive is read-only.'],
  [failed('EACCES'), 'may not write in /photos'],
  [failed('ENOSPC'), 'no room left for a sidecar in /photos'],
  [failed('ENAMETOOLONG'), 'a.jpg.xmp would be too long'],
  [failed('ENOENT'), 'drive is not there'],
  [failed('EIO'), '/photos/a.jpg.xmp could not be written (EIO)'],
  [new SidecarChangedError(path), 'Another program is changing /photos/a.jpg.xmp'],
  [new NotAnOrdinaryFileError(path), '/photos/a.jpg.xmp is a link or a folder'],
  [new WorkerError('kept-changing', ''), 'Another program is changing'],
  [new WorkerError('read-error', 'EIO'), 'Check the drive'],
])('%s', (error, sentence) => {
  expect(reasonOf(error, path)).toContain(sentence);
});

test.each([new TypeError('a fault of ours'), new WorkersUnavailableError('no child')])(
  '%s is not about the sidecar',
  (error) => {
    expect(() => reasonOf(error, path)).toThrow(error);
  },
);
