import { expect, test } from 'vitest';
import { describeFileError } from './open-original.ts';

const failed = (code: string) => Object.assign(new Error(`${code}: read`), { code });

test.each([
  ['EACCES', 'no-permission', false],
  ['ENOENT', 'vanished', false],
  ['EISDIR', 'not-a-regular-file', false],
  ['ELOOP', 'read-error', false],
  ['EIO', 'read-error', true],
  ['ENXIO', 'read-error', true],
  ['ENODEV', 'read-error', true],
  ['ESTALE', 'read-error', true],
  ['ETIMEDOUT', 'read-error', true],
])('%s is %s, worth a retry: %s', (errno, code, retry) => {
  expect(describeFileError(failed(errno))).toMatchObject({ code, retry });
});

test('what is no failed system call stays as it is', () => {
  for (const error of [new TypeError('a bug'), failed('ERR_INVALID_ARG_TYPE')]) {
    expect(describeFileError(error)).toBe(error);
  }
});
