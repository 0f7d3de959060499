/** One `index` call: what it waits for, what it counts, when it gives up. */
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writePhoto } from '../../../test/support/photo-files.ts';
import {
  makeTestLibrary,
  type TestLibrary,
  type TestLibraryOptions,
} from '../../../test/support/test-library.ts';

/** A busy machine may hold the writer up for a while; only longer than this is standing still. */
const settleMs = 5_000;

/** Never stands still until the test ends. */
async function keepWriting(path: string): Promise<void> {
  await writeFile(path, 'x');
  const timer = setInterval(() => void appendFile(path, 'x').catch(() => undefined), 50);
  onTestFinished(() => clearInterval(timer));
}

async function makeParts(
  options?: TestLibraryOptions,
): Promise<TestLibrary & { inner: string; other: string }> {
  const library = await makeTestLibrary(options);
  const inner = join(library.folder, 'inner');
  const other = join(library.folder, 'other');
  await mkdir(inner);
  await mkdir(other);
  for (const number of [1, 2]) await writePhoto(join(inner, `${number}.jpg`), number);
  for (const number of [3, 4, 5]) await writePhoto(join(other, `${number}.jpg`), number);
  return { ...library, inner, other };
}

test('a part of a folder is walked, waited for and counted alone', async () => {
  const { catalog, ingest, folder, folderId, inner, other } = await makeParts();
  await writeFile(join(inner, 'broken.jpg'), 'no picture');
  await writeFile(join(other, 'broken.jpg'), 'no picture');
  await mkdir(join(inner, 'deep'));
  await writePhoto(join(inner, 'deep', '6.jpg'), 6);
  const directories = [inner, join(inner, 'deep')];
  const part = await ingest.settle([folderId], { directories });
  expect(part).toEqual({ seen: 4, encoded: 3, reused: 0 });
  expect([...catalog.knownFiles(folderId, other)]).toEqual([]);
  expect(await ingest.settle([folderId])).toEqual({ seen: 8, encoded: 3, reused: 3 });
  expect(await ingest.settle([folderId], { directories: [inner, folder] })).toMatchObject({
    seen: 8,
  });
  expect(await ingest.settle([folderId], { directories: [other] })).toEqual({
    seen: 4,
    encoded: 0,
    reused: 3,
  });
});

test('a directory that a walk of its folder skips is skipped also when it is asked for', async () => {
  const { ingest, folder, folderId } = await makeTestLibrary();
  await mkdir(join(folder, '.hidden'));
  await writePhoto(join(folder, '.hidden', 'a.jpg'), 1);
  const directories = [join(folder, '.hidden')];
  expect(await ingest.settle([folderId], { directories })).toMatchObject({ seen: 0 });
});

test('what is still written to elsewhere, or has only come later, is not waited for', async () => {
  const { catalog, ingest, folder, folderId, inner, other } = await makeParts({ settleMs });
  await keepWriting(join(other, 'growing.jpg'));
  await ingest.watchFolder(folderId);
  expect(await ingest.settle([folderId], { directories: [inner] })).toMatchObject({ seen: 2 });
  expect(catalog.itemAtPath(join(folder, 'other', 'growing.jpg'))).toBeUndefined();
});

test('a call that is given up rejects with why, and hurries nothing any more', async () => {
  const { catalog, ingest, folder, folderId } = await makeTestLibrary({ settleMs });
  await keepWriting(join(folder, 'growing.jpg'));
  const ending = new AbortController();
  const settled = ingest.settle([folderId], { signal: ending.signal });
  setTimeout(() => ending.abort(new Error('nobody waits')), 1_000);
  await expect(settled).rejects.toThrow('nobody waits');
  const late = ingest.settle([folderId], { signal: ending.signal });
  await expect(late).rejects.toThrow('nobody waits');
  await new Promise((resolve) => setTimeout(resolve, 11_000));
  expect(catalog.counts().seen).toBe(0);
});

test('a file that is written to without end is taken as it is after a while', async () => {
  const { catalog, ingest, folder, folderId } = await makeTestLibrary();
  await keepWriting(join(folder, 'growing.jpg'));
  await ingest.settle([folderId]);
  expect(catalog.counts().states.setAside).toBe(1);
});
