/** What the person does not want is neither walked, watched nor read, and comes back when it is wanted. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { countEncoded } from '../../../test/support/count-encoded.ts';
import { writePhoto } from '../../../test/support/photo-files.ts';
import { eventually, makeTestLibrary } from '../../../test/support/test-library.ts';

const annotation = { addTags: ['kept'], removeTags: [], addToAlbums: [], removeFromAlbums: [] };

test('files that are left out hide with what was added, and come back with nothing encoded', async () => {
  const { encoded, wrapWorkers } = countEncoded();
  const library = await makeTestLibrary({ wrapWorkers });
  const { catalog, ingest, folder, folderId } = library;
  const pathsKnown = () => [...catalog.knownFiles(folderId)].map(({ path }) => path).sort();
  for (const name of ['raw', 'trip/raw']) await mkdir(join(folder, name), { recursive: true });
  const names = ['a.jpg', 'raw/b.jpg', 'trip/c.jpg', 'trip/raw/d.jpg'];
  for (const [number, name] of names.entries()) await writePhoto(join(folder, name), number);
  const paths = names.map((name) => join(folder, name));
  await ingest.watchFolder(folderId);
  await eventually(() => catalog.counts().states.done === 4);
  const inside = catalog.itemAtPath(join(folder, 'trip/raw/d.jpg')) ?? 0;
  catalog.annotate([inside], annotation);

  expect(await ingest.countExcluded(['raw'])).toBe(2);
  expect(await ingest.countExcluded(['/raw', '*.png'])).toBe(1);
  expect(await ingest.countExcluded([])).toBe(0);
  catalog.changeSettings({ exclude: ['raw'] });
  await eventually(() => catalog.counts().seen === 2);
  expect(pathsKnown()).toEqual([paths[0], paths[2]]);
  expect(catalog.hidden().items).toBe(2);
  expect(catalog.check()).toMatchObject({ ok: true, problems: [] });

  // Neither events nor a walk bring in what is left out, nor a directory of that name that is made.
  await writePhoto(join(folder, 'raw/new.jpg'), 10);
  await mkdir(join(folder, 'other/RAW'), { recursive: true });
  await writePhoto(join(folder, 'other/RAW/new.jpg'), 11);
  await writePhoto(join(folder, 'other/new.jpg'), 12);
  await eventually(() => catalog.counts().states.done === 3);
  await sleep(500);
  await ingest.watchFolder(folderId);
  expect(pathsKnown()).toEqual([paths[0], join(folder, 'other/new.jpg'), paths[2]]);
  expect(encoded.count).toBe(5);

  catalog.changeSettings({ exclude: ['other'] });
  await eventually(() => catalog.counts().states.done === 5 && catalog.counts().seen === 5);
  // `raw/new.jpg` is the only one that nobody had read.
  expect(encoded.count).toBe(6);
  expect(catalog.annotations(inside).tags).toEqual(['kept']);
  await writePhoto(join(folder, 'trip/raw/later.jpg'), 13);
  await eventually(() => catalog.counts().states.done === 6);
  expect(catalog.check()).toMatchObject({ ok: true, problems: [] });
});

test('what is still being written when it is left out does not come in', async () => {
  const { catalog, ingest, folder, folderId } = await makeTestLibrary({ settleMs: 1_500 });
  await mkdir(join(folder, 'Backup'));
  await ingest.watchFolder(folderId);
  await writePhoto(join(folder, 'Backup/b.jpg'), 1, { fresh: true });
  await writePhoto(join(folder, 'a.jpg'), 2, { fresh: true });
  await sleep(400);
  catalog.changeSettings({ exclude: ['Backup'] });
  await eventually(() => catalog.counts().states.done === 1);
  await sleep(1_500);
  expect([...catalog.knownFiles(folderId)].map(({ path }) => path)).toEqual([
    join(folder, 'a.jpg'),
  ]);
});

test('a library that was made before a pattern is true to it when it opens', async () => {
  const library = await makeTestLibrary();
  const { catalog, ingest, folder, folderId } = library;
  await mkdir(join(folder, 'Backup'));
  await writePhoto(join(folder, 'a.jpg'), 1);
  await writePhoto(join(folder, 'Backup/b.jpg'), 2);
  await ingest.settle([folderId]);
  await ingest.close();
  catalog.changeSettings({ exclude: ['backup'] });
  const again = await library.reopen();
  expect(await again.ingest.settle([folderId])).toEqual({ seen: 1, encoded: 0, reused: 1 });
  expect(again.catalog.hidden().items).toBe(1);
});
