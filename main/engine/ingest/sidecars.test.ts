import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { xmpPacket } from '../../../test/support/photo-blocks.ts';
import { makeOld, writePhoto } from '../../../test/support/photo-files.ts';
import { eventually, makeTestLibrary } from '../../../test/support/test-library.ts';
import type { Workers } from '../workers/types.ts';

/** Counts what reads pictures. */
function counting() {
  const calls = { readPhoto: 0, readSidecar: 0, describe: 0 };
  const wrapWorkers = (workers: Workers): Workers => ({
    ...workers,
    readPhoto: (...asked) => {
      calls.readPhoto += 1;
      return workers.readPhoto(...asked);
    },
    readSidecar: (...asked) => {
      calls.readSidecar += 1;
      return workers.readSidecar(...asked);
    },
    describe: (...asked) => {
      calls.describe += 1;
      return workers.describe(...asked);
    },
  });
  return { calls, wrapWorkers };
}

const packet = (rating: number, ...tags: string[]) =>
  xmpPacket(
    `<dc:subject><rdf:Bag>${tags.map((tag) => `<rdf:li>${tag}</rdf:li>`).join('')}</rdf:Bag></dc:subject>`,
    ` xmp:Rating="${rating}"`,
  );

async function writeSidecar(path: string, text: string, { fresh = false } = {}) {
  await writeFile(path, text);
  if (!fresh) await makeOld(path);
}

test('a sidecar that comes or changes is read, and no picture for it; it is in no sum', async () => {
  const { calls, wrapWorkers } = counting();
  const library = await makeTestLibrary({ wrapWorkers });
  const { catalog, ingest, folder, folderId } = library;
  const at = (name: string) => join(folder, name);
  await writePhoto(at('a.jpg'), 1);
  await writeSidecar(at('a.jpg.xmp'), packet(3, 'dog'));
  await writeSidecar(at('alone.xmp'), packet(5));
  expect(await ingest.settle([folderId])).toEqual({ seen: 1, encoded: 1, reused: 0 });
  const itemId = catalog.itemAtPath(at('a.jpg')) ?? 0;
  expect(catalog.annotations(itemId)).toMatchObject({ rating: 3, tags: ['dog'] });
  expect(catalog.status()).toMatchObject({ seen: 1, setAside: [] });

  // Live, while it is watched.
  await writeSidecar(at('a.jpg.xmp'), packet(4, 'dog', 'lake'), { fresh: true });
  await eventually(() => catalog.annotations(itemId).rating === 4);
  expect(catalog.annotations(itemId).tags).toEqual(['dog', 'lake']);
  await rm(at('a.jpg.xmp'));
  await eventually(() => [...catalog.knownSidecars(folderId)].length === 1);
  expect(catalog.annotations(itemId)).toMatchObject({ rating: 4, tags: ['dog', 'lake'] });

  // And while nobody watched.
  await library.close();
  await writeSidecar(at('a.xmp'), packet(5, 'boat'));
  const again = await library.reopen();
  expect(await again.ingest.settle([folderId])).toEqual({ seen: 1, encoded: 0, reused: 1 });
  expect(again.catalog.annotations(itemId)).toMatchObject({
    rating: 5,
    tags: ['boat', 'dog', 'lake'],
  });
  const before = calls.readSidecar;
  await again.ingest.settle([folderId]);
  expect([calls.readPhoto, calls.readSidecar]).toEqual([1, before]);
  expect(again.catalog.check()).toEqual({ ok: true, problems: [] });
});

test.each([
  ['cut short', '<x:xmpmeta xmlns:x="adobe:ns:meta/">'],
  ['of entities', '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'],
  ['too deep', `${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}`],
  ['empty', ''],
  ['no text', Buffer.from([0xff, 0x00, 0xd8, 0x00, 0xdc])],
])('a sidecar that is %s costs nothing and is told once', async (_, text) => {
  const { catalog, ingest, folder, folderId, log } = await makeTestLibrary({ live: false });
  const path = join(folder, 'a.jpg.xmp');
  await writePhoto(join(folder, 'a.jpg'), 1);
  await writeSidecar(path, packet(3));
  await ingest.settle([folderId]);
  await writeFile(path, text);
  await makeOld(path, 30);
  await ingest.settle([folderId]);
  await ingest.settle([folderId]);
  expect(catalog.annotations(1).rating).toBe(3);
  expect(log.filter((line) => line.includes(path))).toHaveLength(1);
});

test('nothing is read while it is paused', async () => {
  const { calls, wrapWorkers } = counting();
  const { catalog, ingest, folder, folderId } = await makeTestLibrary({ wrapWorkers });
  await writePhoto(join(folder, 'a.jpg'), 1);
  await ingest.settle([folderId]);
  ingest.pause(null);
  await writeSidecar(join(folder, 'a.jpg.xmp'), packet(3));
  await ingest.watchFolder(folderId);
  expect([catalog.pendingSidecars([folderId]), calls.readSidecar]).toEqual([1, 0]);
  ingest.resume();
  await eventually(() => catalog.annotations(1).rating === 3);
});

test('what an earlier version did not read is read when there is nothing else to do', async () => {
  const { calls, wrapWorkers } = counting();
  const library = await makeTestLibrary({ wrapWorkers });
  const { folder, folderId, libraryPath } = library;
  const photo = sharp({ create: { width: 40, height: 30, channels: 3, background: '#345' } });
  const exif = { IFD0: { Make: 'ACME', Model: 'Eye 2' }, IFD2: { LensModel: 'ACME 35mm f/2' } };
  await photo.withExif(exif).jpeg().toFile(join(folder, 'a.jpg'));
  await makeOld(join(folder, 'a.jpg'));
  await library.ingest.settle([folderId]);
  await library.close();
  const database = new SqliteDatabase(join(libraryPath, 'catalog.sqlite'));
  database.exec("UPDATE content SET described = 0, says = '{}', camera = NULL");
  database.close();
  const { catalog, ingest } = await library.reopen();
  ingest.start();
  await eventually(() => catalog.item(1)?.metadata.lens === 'ACME 35mm f/2');
  expect(catalog.item(1)?.metadata.camera).toBe('ACME Eye 2');
  expect([calls.readPhoto, calls.describe, catalog.contentsToDescribe(9)]).toEqual([1, 1, []]);
  expect(catalog.check()).toEqual({ ok: true, problems: [] });
});
