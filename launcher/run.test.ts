import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runInPlace, runQuietly, tellingLines } from './run.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterimage-launcher-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('what a quiet step prints is in its log, and only there', async () => {
  const log = join(folder, 'a', 'step.log');
  const program = 'console.log("to stdout"); console.error("to stderr")';
  await runQuietly(process.execPath, ['-e', program], { log, what: 'A step failed' });
  expect(readFileSync(log, 'utf8').trim().split('\n').sort()).toEqual(['to stderr', 'to stdout']);
});

test('a quiet step that fails says what, why and where the rest is', async () => {
  const log = join(folder, 'step.log');
  const program =
    'console.log("npm error code E404\\nnpm error\\nnpm error A complete log"); process.exit(1)';
  const failing = runQuietly(process.execPath, ['-e', program], { log, what: 'Installing failed' });
  await expect(failing).rejects.toThrow(
    `Installing failed: code E404 A complete log (everything it said: ${log})`,
  );
});

test('in place: the exit code, and 128 + the signal, come back', async () => {
  expect(await runInPlace(process.execPath, ['-e', 'process.exit(7)'])).toBe(7);
  expect(await runInPlace(process.execPath, ['-e', 'process.kill(process.pid, "SIGTERM")'])).toBe(
    143,
  );
});

test.each([
  [
    'npm error `npm ci` can only install when in sync, they must be\nnpm error Missing: a\nusage',
    '`npm ci` can only install when in sync, they must be Missing: a',
  ],
  ['one\ntwo\nthree', 'two three'],
])('%j → %j', (log, lines) => {
  expect(tellingLines(log)).toBe(lines);
});
