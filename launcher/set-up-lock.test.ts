import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeLock } from './set-up-lock.mjs';

let folder: string;
let lock: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterimage-launcher-'));
  lock = join(folder, 'setup.lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function deadProcessId(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'close');
  return child.pid as number;
}

test('a dead holder is followed by one of many at a time', async () => {
  writeFileSync(lock, String(await deadProcessId()));
  const log = join(folder, 'log');
  const program = `
    import { appendFileSync } from 'node:fs';
    import { takeLock } from ${JSON.stringify(new URL('./set-up-lock.mjs', import.meta.url).href)};
    const release = await takeLock(${JSON.stringify(lock)});
    appendFileSync(${JSON.stringify(log)}, 'in ');
    await new Promise((resolve) => setTimeout(resolve, 20));
    appendFileSync(${JSON.stringify(log)}, 'out ');
    release();
  `;
  const children = Array.from({ length: 8 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'inherit' }),
  );
  await Promise.all(children.map((child) => once(child, 'close')));
  expect(readFileSync(log, 'utf8')).toBe('in out '.repeat(8));
  expect(readdirSync(folder)).toEqual(['log']);
});

test('a living holder is waited for, and that is said once', async () => {
  let waits = 0;
  const release = await takeLock(lock);
  expect(readFileSync(lock, 'utf8')).toBe(String(process.pid));
  let taken = false;
  let wake = () => {};
  const waiting = new Promise<void>((resolve) => (wake = resolve));
  const second = takeLock(lock, () => {
    waits += 1;
    wake();
  }).then((releaseSecond) => {
    taken = true;
    releaseSecond();
  });
  await waiting;
  expect(taken).toBe(false);
  release();
  await second;
  expect(waits).toBe(1);
});
