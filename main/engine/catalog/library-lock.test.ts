import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readEngineAddress, removeEngineAddress, writeEngineAddress } from './engine-address.ts';
import { LibraryInUseError } from './errors.ts';
import { acquireLibraryLock } from './library-lock.ts';
import { temporaryFolder } from './testing/made-library.ts';

test('one owner at a time, also within a process, and the next after it lets go', () => {
  const library = join(temporaryFolder(onTestFinished), 'library');
  const release = acquireLibraryLock(library);
  expect(() => acquireLibraryLock(library)).toThrow(LibraryInUseError);
  expect(() => acquireLibraryLock(library)).toThrow(library);
  release();
  release();
  acquireLibraryLock(library)();
});

test('the system frees the library of an owner that was killed', async () => {
  const library = join(temporaryFolder(onTestFinished), 'library');
  const owner = fork(join(import.meta.dirname, 'testing', 'lock-owner.ts'), [library], {
    execArgv: ['--expose-gc'],
  });
  onTestFinished(() => void owner.kill('SIGKILL'));
  expect(await once(owner, 'message')).toEqual(['locked', undefined]);
  expect(() => acquireLibraryLock(library)).toThrow(LibraryInUseError);
  const exited = once(owner, 'exit');
  owner.kill('SIGKILL');
  expect(await exited).toEqual([null, 'SIGKILL']);
  acquireLibraryLock(library)();
});

test('the address of the engine is written in one step and read back', () => {
  const library = temporaryFolder(onTestFinished);
  expect(readEngineAddress(library)).toBeUndefined();
  removeEngineAddress(library);
  writeEngineAddress(library, { socket: '/tmp/a b.sock', pid: 7 });
  writeEngineAddress(library, { socket: '/tmp/c.sock', pid: 8 });
  expect(readEngineAddress(library)).toEqual({ socket: '/tmp/c.sock', pid: 8 });
  removeEngineAddress(library);
  expect(readEngineAddress(library)).toBeUndefined();
});

test.each([
  '',
  '{"socket": "/tmp/a.so',
  'null',
  '[]',
  '{"socket":"","pid":1}',
  '{"socket":"/tmp/a","pid":-1}',
  '{"socket":"/tmp/a","pid":"1"}',
])('an address file that says %j is no address', (text) => {
  const library = temporaryFolder(onTestFinished);
  writeEngineAddress(library, { socket: '/tmp/a.sock', pid: 7 });
  const path = join(library, 'engine.json');
  expect(readFileSync(path, 'utf8')).toBe('{"socket":"/tmp/a.sock","pid":7}\n');
  writeFileSync(path, text);
  expect(readEngineAddress(library)).toBeUndefined();
});
