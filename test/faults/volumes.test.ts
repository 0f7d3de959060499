/** Drives that come and go. Real mounts, files, children and catalogue. */
import { cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cannotMount, mountAlso, mountDrive, unmount } from '../support/mounts.ts';
import { writePhoto } from '../support/photo-files.ts';
import { eventually, makeTestLibrary, type TestLibrary } from '../support/test-library.ts';

type Counted = TestLibrary & { readonly read: { count: number } };

/** Counts how often a file's bytes were asked for. */
async function counted(): Promise<Counted> {
  const read = { count: 0 };
  const library = await makeTestLibrary({
    wrapWorkers: (workers) => ({
      ...workers,
      readPhoto: (...asked) => {
        read.count += 1;
        return workers.readPhoto(...asked);
      },
    }),
  });
  return Object.assign(library, { read });
}

async function writePhotos(folder: string, first: number, count = 5): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let number = first; number < first + count; number += 1) {
    await writePhoto(join(folder, `${number}.jpg`), number);
  }
}

/** The drive's files, kept while it is not there: another file system will have them. */
async function keepFiles(library: TestLibrary, drive: string): Promise<string> {
  const kept = join(library.outside, 'kept');
  await cp(drive, kept, { recursive: true, preserveTimestamps: true });
  return kept;
}

async function plugIn(drive: string, kept: string): Promise<void> {
  mountDrive(drive);
  for (const name of await readdir(kept)) {
    await cp(join(kept, name), join(drive, name), { recursive: true, preserveTimestamps: true });
  }
}

const itemsOf = ({ catalog }: TestLibrary) => catalog.loadIndex().columns.itemIds.toSorted();
const offline = ({ catalog }: TestLibrary) => catalog.counts().offline;
const leftOut = cannotMount === null ? '' : ` (left out: ${cannotMount})`;

describe.skipIf(cannotMount !== null)(`a watched folder that is a drive${leftOut}`, () => {
  async function onDrive(): Promise<Counted & { kept: string }> {
    const library = await counted();
    const { folder, folderId, ingest } = library;
    mountDrive(folder);
    await writePhotos(folder, 0);
    await ingest.settle([folderId]);
    return Object.assign(library, { kept: await keepFiles(library, folder) });
  }

  test('pulled out and plugged in while the program runs: nothing leaves, nothing is read', async () => {
    const library = await onDrive();
    const { folder, folderId, catalog, ingest, kept, read } = library;
    await ingest.watchFolder(folderId);
    const before = { items: itemsOf(library), counts: catalog.counts(), read: read.count };
    unmount(folder);
    // What is there now is the empty directory that it was mounted on.
    await eventually(() => offline(library) === 5);
    expect(await ingest.settle([folderId])).toMatchObject({ seen: 5, encoded: 0 });
    expect(itemsOf(library)).toEqual(before.items);
    expect(catalog.counts()).toEqual({ ...before.counts, offline: 5 });
    expect([...catalog.itemsAnnotated({ type: 'is', state: 'offline' })].toSorted()).toEqual([
      ...before.items,
    ]);
    await plugIn(folder, kept);
    await eventually(() => offline(library) === 0);
    expect(await ingest.settle([folderId])).toEqual({ seen: 5, encoded: 0, reused: 5 });
    expect(read.count).toBe(before.read);
    expect(catalog.counts()).toEqual(before.counts);
    // It is watched again.
    await writePhoto(join(folder, 'new.jpg'), 99, { fresh: true });
    await eventually(() => catalog.counts().states.done === 6);
    expect(catalog.check().problems).toEqual([]);
  });

  test('pulled out while the program is closed, and plugged in while it is closed', async () => {
    const library = await onDrive();
    const { folder, folderId, kept, read } = library;
    const before = { items: itemsOf(library), read: read.count };
    await library.close();
    unmount(folder);
    const without = await library.reopen();
    await without.ingest.watchFolder(folderId);
    expect(offline(without)).toBe(5);
    expect(itemsOf(without)).toEqual(before.items);
    await without.close();
    await plugIn(folder, kept);
    await rm(join(folder, '0.jpg'));
    await writePhoto(join(folder, 'new.jpg'), 99);
    const again = await without.reopen();
    expect(await again.ingest.settle([folderId])).toEqual({ seen: 5, encoded: 1, reused: 4 });
    expect(offline(again)).toBe(0);
    expect(read.count).toBe(before.read + 1);
  });

  test('a stray file where it was mounted, or another drive in its place, is not it', async () => {
    const library = await onDrive();
    const { folder, folderId, ingest, catalog } = library;
    unmount(folder);
    await writePhoto(join(folder, 'stray.jpg'), 50);
    expect(await ingest.settle([folderId])).toMatchObject({ seen: 5 });
    expect(offline(library)).toBe(5);
    mountDrive(folder);
    await writePhotos(folder, 60);
    expect(await ingest.settle([folderId])).toMatchObject({ seen: 5 });
    expect([offline(library), catalog.counts().items]).toEqual([5, 5]);
    expect(catalog.hidden().items).toBe(0);
  });

  test('emptied by somebody it is empty; its items are kept', async () => {
    const library = await onDrive();
    const { folder, folderId, ingest, catalog } = library;
    for (const name of await readdir(folder)) await rm(join(folder, name));
    expect(await ingest.settle([folderId])).toMatchObject({ seen: 0 });
    expect([offline(library), catalog.hidden().items]).toEqual([0, 5]);
  });

  test('mounted somewhere else it is found there, and nothing is read', async () => {
    const library = await onDrive();
    const { folder, folderId, ingest, catalog, outside, read } = library;
    const before = { items: itemsOf(library), read: read.count };
    await ingest.watchFolder(folderId);
    const elsewhere = join(outside, 'USB1');
    await mkdir(elsewhere);
    mountAlso(folder, elsewhere);
    unmount(folder);
    await eventually(() => catalog.folders()[0]?.path === elsewhere);
    await ingest.settle([folderId]);
    expect(catalog.itemAtPath(join(elsewhere, '0.jpg'))).toBeDefined();
    expect([itemsOf(library), offline(library)]).toEqual([before.items, 0]);
    expect(read.count).toBe(before.read);
    expect(catalog.check().problems).toEqual([]);
    await writePhoto(join(elsewhere, 'new.jpg'), 99, { fresh: true });
    await eventually(() => catalog.counts().states.done === 6);
  });
});

describe.skipIf(cannotMount !== null)(`a drive below a watched folder${leftOut}`, () => {
  async function withDrive(): Promise<Counted & { drive: string; kept: string }> {
    const library = await counted();
    const { folder, folderId, ingest } = library;
    const drive = join(folder, 'usb');
    await writePhotos(join(folder, 'local'), 0, 3);
    await mkdir(drive);
    mountDrive(drive);
    await writePhotos(join(drive, 'trip'), 10);
    await ingest.settle([folderId]);
    return Object.assign(library, { drive, kept: await keepFiles(library, drive) });
  }

  test('pulled out while the program runs: only what is on it is offline', async () => {
    const library = await withDrive();
    const { folder, folderId, drive, catalog, ingest, kept, read } = library;
    await ingest.watchFolder(folderId);
    const before = { items: itemsOf(library), counts: catalog.counts(), read: read.count };
    unmount(drive);
    await eventually(() => offline(library) === 5);
    expect(catalog.folders()).toMatchObject([{ offline: false, files: 8 }]);
    const onDrive = catalog.itemAtPath(join(drive, 'trip/10.jpg')) ?? 0;
    expect(catalog.item(onDrive)?.files).toMatchObject([{ offline: true }]);
    expect([...catalog.itemsAnnotated({ type: 'is', state: 'offline' })]).toHaveLength(5);
    // The rest is watched as before.
    await rm(join(folder, 'local/0.jpg'));
    await eventually(() => catalog.counts().seen === 7);
    await writePhoto(join(folder, 'local/0.jpg'), 0);
    expect(await ingest.settle([folderId])).toMatchObject({ seen: 8, encoded: 0 });
    expect(itemsOf(library)).toEqual(before.items);
    const readMeanwhile = read.count;
    await plugIn(drive, kept);
    await eventually(() => offline(library) === 0);
    expect(await ingest.settle([folderId])).toMatchObject({ seen: 8, encoded: 0 });
    expect(read.count).toBe(readMeanwhile);
    expect(catalog.counts()).toEqual(before.counts);
    await writePhoto(join(drive, 'trip/new.jpg'), 99, { fresh: true });
    await eventually(() => catalog.counts().states.done === 9);
    expect(catalog.check().problems).toEqual([]);
  });

  test('pulled out while the program is closed; even its directory is gone', async () => {
    const library = await withDrive();
    const { folderId, drive, kept, read } = library;
    const before = { items: itemsOf(library), read: read.count };
    await library.close();
    unmount(drive);
    await rm(drive, { recursive: true });
    const without = await library.reopen();
    expect(await without.ingest.settle([folderId])).toMatchObject({ seen: 8, encoded: 0 });
    expect(offline(without)).toBe(5);
    expect(itemsOf(without)).toEqual(before.items);
    expect(without.catalog.hidden().items).toBe(0);
    await without.close();
    await mkdir(drive);
    await plugIn(drive, kept);
    await rm(join(drive, 'trip/10.jpg'));
    const again = await without.reopen();
    expect(await again.ingest.settle([folderId])).toMatchObject({ seen: 7, encoded: 0 });
    expect([offline(again), again.catalog.hidden().items]).toEqual([0, 1]);
    expect(read.count).toBe(before.read);
  });

  test('what waits on it is not waited for, and is read when it is back', async () => {
    const library = await withDrive();
    const { folderId, drive, catalog, ingest } = library;
    ingest.pause(null);
    await writePhoto(join(drive, 'late.jpg'), 99);
    await ingest.watchFolder(folderId);
    expect(catalog.counts().states.waiting).toBe(1);
    unmount(drive);
    await eventually(() => offline(library) === 6);
    expect(await ingest.settle([folderId])).toMatchObject({ seen: 9, encoded: 0 });
    expect(catalog.claimWaiting(9)).toEqual([]);
  });

  test('its files moved into the folder itself are there', async () => {
    const library = await withDrive();
    const { folderId, drive, catalog, ingest, kept, read } = library;
    const before = read.count;
    unmount(drive);
    await ingest.settle([folderId]);
    expect(offline(library)).toBe(5);
    await cp(kept, drive, { recursive: true, preserveTimestamps: true });
    expect(await ingest.settle([folderId])).toMatchObject({ seen: 8, encoded: 0 });
    expect(offline(library)).toBe(0);
    expect(read.count).toBe(before);
    expect(catalog.mountPoints(folderId)).toEqual([]);
    // From now on it is a directory like others.
    await rm(drive, { recursive: true });
    expect(await ingest.settle([folderId])).toMatchObject({ seen: 3 });
  });

  test('watched by itself and away, then a part of a folder around it: it stays away', async () => {
    const library = await withDrive();
    const { folder, folderId, drive, catalog, ingest, kept } = library;
    await ingest.unwatchFolder(folderId);
    catalog.removeFolder(folderId);
    const own = catalog.addFolder(join(drive, 'trip'));
    await ingest.settle([own.id]);
    unmount(drive);
    await ingest.settle([own.id]);
    expect(catalog.folders()).toMatchObject([{ offline: true, files: 5 }]);
    const around = catalog.addFolder(folder);
    expect(await ingest.settle([around.id])).toMatchObject({ seen: 8 });
    expect(offline(library)).toBe(5);
    await plugIn(drive, kept);
    expect(await ingest.settle([around.id])).toMatchObject({ seen: 8, encoded: 0 });
    expect([offline(library), catalog.counts().items]).toEqual([0, 8]);
  });
});

test('a watched folder that is renamed is followed, and nothing is read', async () => {
  const library = await counted();
  const { folder, folderId, ingest, catalog, read } = library;
  await writePhotos(join(folder, 'deep'), 0);
  await ingest.settle([folderId]);
  await ingest.watchFolder(folderId);
  const before = { items: itemsOf(library), read: read.count };
  await rename(folder, `${folder} of 2026`);
  await eventually(() => catalog.folders()[0]?.path === `${folder} of 2026`);
  await ingest.settle([folderId]);
  expect([itemsOf(library), offline(library)]).toEqual([before.items, 0]);
  expect(catalog.itemAtPath(join(`${folder} of 2026`, 'deep/1.jpg'))).toBeDefined();
  expect(read.count).toBe(before.read);
  expect(catalog.check().problems).toEqual([]);
  await writePhoto(join(`${folder} of 2026`, 'new.jpg'), 99, { fresh: true });
  await eventually(() => catalog.counts().states.done === 6);
  expect(library.log).toEqual([expect.any(String), expect.stringContaining('of 2026')]);
});

test('a copy beside a folder that is gone is not taken for it', async () => {
  const library = await counted();
  const { folder, folderId, ingest, catalog, outside } = library;
  await writePhotos(folder, 0);
  await ingest.settle([folderId]);
  await cp(folder, `${folder} copied`, { recursive: true, preserveTimestamps: true });
  await writeFile(join(outside, 'marker'), '');
  await rename(folder, join(outside, 'gone'));
  await ingest.settle([folderId]);
  await eventually(() => offline(library) === 5);
  expect(catalog.folders()[0]?.path).toBe(folder);
  // Where the person says so, it is.
  const copy = `${folder} copied`;
  expect(await ingest.resembles(copy)).toEqual({ id: folderId, path: folder });
  expect(await ingest.resembles(outside)).toBe(undefined);
  await expect(ingest.relocateFolder(folderId, outside)).rejects.toThrow(outside);
  expect(await ingest.relocateFolder(folderId, copy)).toBe(folderId);
  expect(catalog.folders()).toMatchObject([{ path: copy, offline: false, files: 5 }]);
  expect(catalog.counts()).toMatchObject({ seen: 5, items: 5, states: { done: 5 } });
});
