/** Files that are still being written to wait; those that stand still are handed over once. */
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ObservedFile } from '../catalog/types.ts';
import { createSettler, isAtRest, isSameState, settleTimeMs } from './settler.ts';

const modified = (ms: number): ObservedFile => ({
  path: '/a.jpg',
  kind: 'photo',
  sizeBytes: 1,
  modifiedNs: `${BigInt(ms) * 1_000_000n}`,
});

test.each([
  ['just now', 100_000, 1_000, false],
  ['a second ago', 98_000, 1_000, true],
  ['long ago', 10, 200, true],
  ['in the future', 200_000, 1_000, false],
])('written %s', (_, modifiedMs, settleMs, rests) => {
  expect(settleTimeMs(modified(modifiedMs), 1_000, 100_000)).toBe(settleMs);
  expect(isAtRest(modified(modifiedMs), 1_000, 100_000)).toBe(rests);
});

test('size and time make the state', () => {
  expect(isSameState(modified(1), modified(1))).toBe(true);
  expect(isSameState(modified(1), modified(2))).toBe(false);
  expect(isSameState(modified(1), { ...modified(1), sizeBytes: 2 })).toBe(false);
});

test('a growing file is handed over when it has stopped, a missing one at once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'afterimage-settler-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'a.jpg');
  const missing = join(folder, 'missing.jpg');
  await writeFile(path, 'x');
  const settled: string[] = [];
  const settler = createSettler({
    settleMs: 3_000,
    onSettled: (some) => {
      for (const each of some) {
        const { observation } = each;
        const size = observation.type === 'file' ? observation.file.sizeBytes : -1;
        settled.push(`${each.path} ${observation.type} ${size}`);
      }
    },
  });
  onTestFinished(() => settler.close());
  settler.add(path);
  settler.add(missing);
  for (let count = 0; count < 8; count += 1) {
    await new Promise((resolve) => setTimeout(resolve, 150));
    await appendFile(path, 'x');
    settler.add(path);
    expect(settled).toEqual([`${missing} gone -1`]);
  }
  while (settler.size > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(settled).toEqual([`${missing} gone -1`, `${path} file 9`]);
});

test('flush hands over, as it is, what was asked for and has waited long enough', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'afterimage-settler-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'a.jpg'), 'x');
  await writeFile(join(folder, 'b.jpg'), 'x');
  const settled: string[] = [];
  const settler = createSettler({
    settleMs: 1_000_000,
    onSettled: (some) => settled.push(...some.map(({ path }) => path)),
  });
  onTestFinished(() => settler.close());
  settler.add(join(folder, 'a.jpg'));
  settler.add(join(folder, 'b.jpg'));
  await new Promise((resolve) => setTimeout(resolve, 300));
  const asked = new Set([join(folder, 'a.jpg')]);
  await settler.flush(asked, 60_000);
  expect(settled).toEqual([]);
  await settler.flush(asked, 100);
  expect(settled).toEqual([join(folder, 'a.jpg')]);
  expect(settler.paths()).toEqual([join(folder, 'b.jpg')]);
});
