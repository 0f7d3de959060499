import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRenditions } from './renditions.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterimage-renditions-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const bytes = (size: number) => new Uint8Array(size).fill(size % 251);

test('a picture is rendered once, also when asked for twice at a time, and after a restart', async () => {
  let rendered = 0;
  const render = async () => {
    rendered += 1;
    return bytes(10);
  };
  const renditions = createRenditions(folder, 1000);
  const both = await Promise.all([renditions.get('a', render), renditions.get('a', render)]);
  expect(both.map((each) => each.length)).toEqual([10, 10]);
  expect(await createRenditions(folder, 1000).get('a', render)).toHaveLength(10);
  expect(rendered).toBe(1);
});

test('over the limit the longest unused go first', async () => {
  const renditions = createRenditions(folder, 250);
  const ageSeconds = { used: 120, old: 60 };
  for (const [key, age] of Object.entries(ageSeconds)) {
    const before = new Set(readdirSync(folder));
    await renditions.get(key, async () => bytes(100));
    const past = Date.now() / 1000 - age;
    for (const name of readdirSync(folder)) {
      if (!before.has(name)) utimesSync(join(folder, name), past, past);
    }
  }
  await renditions.get('used', async () => Promise.reject(new Error('rendered again')));
  await renditions.get('new', async () => bytes(101));
  expect(await renditions.get('used', async () => bytes(1))).toHaveLength(100);
  expect(await renditions.get('old', async () => bytes(1))).toHaveLength(1);
});

test('a rendering that failed is tried again', async () => {
  const renditions = createRenditions(folder, 1000);
  await expect(renditions.get('a', async () => Promise.reject(new Error('no')))).rejects.toThrow();
  expect(await renditions.get('a', async () => bytes(5))).toHaveLength(5);
  expect(readdirSync(folder)).toHaveLength(1);
});
