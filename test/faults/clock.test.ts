/** The computer's clock jumps by years, forth and back, while photos are read. */
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { writePhoto } from '../support/photo-files.ts';
import { makeTestLibrary } from '../support/test-library.ts';

const yearMs = 365 * 86_400_000;

test.each([
  ['years ahead', 10 * yearMs],
  ['back to 1971', 1.5 * yearMs - Date.now()],
])('%s and right again: all is read, and nothing hidden is forgotten', async (_, jumpMs) => {
  const real = Date.now;
  let shiftMs = 0;
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => real() + shiftMs);
  onTestFinished(() => clock.mockRestore());
  let decoded = 0;
  const { folder, folderId, ingest, catalog, outside } = await makeTestLibrary({
    wrapWorkers: (workers) => ({
      ...workers,
      async readPhoto(...asked) {
        const read = await workers.readPhoto(...asked);
        if (read !== null) decoded += 1;
        if (decoded === 4) shiftMs = jumpMs;
        return read;
      },
    }),
  });
  const at = (number: number) => join(folder, `${number}.jpg`);
  await writePhoto(at(0), 0);
  await ingest.settle([folderId]);
  const itemId = catalog.itemAtPath(at(0)) ?? 0;
  const change = {
    rating: 4,
    addTags: ['kept'],
    removeTags: [],
    addToAlbums: [],
    removeFromAlbums: [],
  };
  catalog.annotate([itemId], change);
  await rename(at(0), join(outside, '0.jpg'));
  await ingest.settle([folderId]);
  expect(catalog.hidden().items).toBe(1);

  for (let number = 1; number <= 8; number += 1) await writePhoto(at(number), number);
  await ingest.settle([folderId]);
  expect(shiftMs).toBe(jumpMs);
  while (catalog.purge());
  shiftMs = 0;
  while (catalog.purge());
  expect(catalog.hidden().items).toBe(1);
  await rename(join(outside, '0.jpg'), at(0));
  await ingest.settle([folderId]);
  expect(catalog.counts().states).toEqual({ waiting: 0, reading: 0, done: 9, setAside: 0 });
  expect(decoded).toBe(9);
  expect(catalog.annotations(catalog.itemAtPath(at(0)) ?? 0)).toMatchObject({
    rating: 4,
    tags: ['kept'],
  });
  expect(catalog.check()).toEqual({ ok: true, problems: [] });
});
