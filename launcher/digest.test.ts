import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digestOf } from './digest.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterimage-launcher-'));
  mkdirSync(join(folder, 'page', 'parts'), { recursive: true });
  writeFileSync(join(folder, 'page', 'a.ts'), 'one');
  writeFileSync(join(folder, 'page', 'parts', 'b.ts'), 'two');
  writeFileSync(join(folder, 'lock.json'), '{}');
});
afterEach(() => rmSync(folder, { recursive: true }));

const digest = () => digestOf(folder, ['page', 'lock.json', 'missing']);

test('the same files have the same digest', () => {
  expect(digest()).toBe(digest());
});

test.each([
  ['content', () => writeFileSync(join(folder, 'page', 'parts', 'b.ts'), 'three')],
  ['name', () => renameSync(join(folder, 'page', 'a.ts'), join(folder, 'page', 'z.ts'))],
  ['single file', () => writeFileSync(join(folder, 'lock.json'), '{ }')],
  ['new file', () => writeFileSync(join(folder, 'page', 'c.ts'), '')],
])('another %s is another digest', (_what, change) => {
  const before = digest();
  change();
  expect(digest()).not.toBe(before);
});
