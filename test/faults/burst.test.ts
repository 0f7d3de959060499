/** Very many files at once in a watched folder, and gone again: more than the system has hints for. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scaled } from '../support/fault-scale.ts';
import { makeManyFiles } from '../support/many-files.ts';
import { eventually, makeTestLibrary } from '../support/test-library.ts';

const files = scaled({ short: 2_000, long: 50_000 });
const folders = files / 50;

test(`a burst of ${files} files is complete, and so is its deletion`, async () => {
  const { catalog, ingest, folder, folderId } = await makeTestLibrary();
  await ingest.watchFolder(folderId);
  // How fast they are read is another matter.
  ingest.pause(null);
  const before = process.memoryUsage.rss();
  const burst = join(folder, 'burst');
  await mkdir(burst);
  await makeManyFiles(burst, files, folders);
  const madeMs = performance.now();
  await eventually(() => catalog.counts().seen === files);
  const knownMs = performance.now() - madeMs;
  const { states } = catalog.counts();
  expect(states).toEqual({ waiting: files, reading: 0, done: 0, setAside: 0 });
  expect(catalog.check()).toEqual({ ok: true, problems: [] });
  const grown = (process.memoryUsage.rss() - before) / 2 ** 20;
  console.info(
    `all ${files} known ${Math.round(knownMs)} ms after the last was made, ${Math.round(grown)} MiB more`,
  );
  await rm(burst, { recursive: true });
  await eventually(() => catalog.counts().seen === 0);
  expect(catalog.check()).toEqual({ ok: true, problems: [] });
});
