/** Folders and the catalogue, with real files, a real catalogue and real child processes. */
import {
  chmod,
  copyFile,
  mkdir,
  rename,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { countEncoded } from '../../../test/support/count-encoded.ts';
import { makePipe, photoBytes, writePhoto } from '../../../test/support/photo-files.ts';
import {
  eventually,
  makeTestLibrary,
  type TestLibrary,
} from '../../../test/support/test-library.ts';
import type { FileIdentity } from '../workers/types.ts';

const pathsOf = ({ catalog, folderId }: TestLibrary) =>
  [...catalog.knownFiles(folderId)].map(({ path }) => path);

test('settle encodes what is new, and nothing the second time', async () => {
  const library = await makeTestLibrary();
  const { folder, folderId } = library;
  await mkdir(join(folder, 'summer'));
  for (const [index, name] of ['a.jpg', 'summer/b.jpg', 'c.JPEG'].entries()) {
    await writePhoto(join(folder, name), index);
  }
  await copyFile(join(folder, 'a.jpg'), join(folder, 'same.jpg'));
  await writeFile(join(folder, 'notes.txt'), 'no picture');
  await writeFile(join(folder, 'broken.jpg'), 'no picture');
  await writeFile(join(folder, 'empty.png'), '');

  expect(await library.ingest.settle([folderId])).toEqual({ seen: 6, encoded: 3, reused: 1 });
  expect(library.catalog.status()).toMatchObject({
    seen: 6,
    states: { waiting: 0, reading: 0, done: 4, setAside: 2 },
    items: 3,
    moments: 3,
  });
  expect(await library.ingest.settle([folderId])).toEqual({ seen: 6, encoded: 0, reused: 4 });
  const again = await library.reopen();
  expect(await again.ingest.settle([folderId])).toEqual({ seen: 6, encoded: 0, reused: 4 });
  expect(again.catalog.check()).toEqual({ ok: true, problems: [] });
});

test('what changed, came and left while the program was closed is found when it opens', async () => {
  const library = await makeTestLibrary();
  const { folder, folderId } = library;
  for (const number of [1, 2, 3, 4]) await writePhoto(join(folder, `${number}.jpg`), number);
  await library.ingest.settle([folderId]);
  await library.close();
  await writePhoto(join(folder, '1.jpg'), 10);
  await rename(join(folder, '2.jpg'), join(folder, 'moved.jpg'));
  await rm(join(folder, '3.jpg'));
  await writePhoto(join(folder, '5.jpg'), 5);
  const again = await library.reopen();
  expect(await again.ingest.settle([folderId])).toEqual({ seen: 4, encoded: 2, reused: 2 });
  expect(pathsOf(again)).toEqual(
    ['1', '4', '5', 'moved'].map((name) => join(folder, `${name}.jpg`)),
  );
  expect(again.catalog.counts()).toMatchObject({ items: 4, moments: 4 });
  expect(again.catalog.check().problems).toEqual([]);
});

test('a new, a changed, a moved and a deleted file are noticed live', async () => {
  const library = await makeTestLibrary();
  const { catalog, ingest, folder, folderId } = library;
  await writePhoto(join(folder, 'first.jpg'), 1);
  await ingest.watchFolder(folderId);
  await eventually(() => catalog.counts().states.done === 1);
  const itemId = catalog.itemAtPath(join(folder, 'first.jpg'));

  await writePhoto(join(folder, 'second.jpg'), 2, { fresh: true });
  await eventually(() => catalog.counts().states.done === 2);

  await rename(join(folder, 'first.jpg'), join(folder, 'moved.jpg'));
  await eventually(() => catalog.itemAtPath(join(folder, 'moved.jpg')) === itemId);
  await eventually(() => catalog.counts().seen === 2);
  expect(catalog.counts().moments).toBe(2);

  await writePhoto(join(folder, 'moved.jpg'), 3, { fresh: true });
  const epoch = catalog.epoch;
  await eventually(() => catalog.epoch > epoch && catalog.counts().states.done === 2);

  await rm(join(folder, 'second.jpg'));
  await eventually(() => catalog.counts().items === 1);
  expect(pathsOf(library)).toEqual([join(folder, 'moved.jpg')]);
  expect(catalog.check().problems).toEqual([]);
});

test('a directory that is moved in, renamed and moved out takes its files along', async () => {
  const library = await makeTestLibrary();
  const { catalog, ingest, folder, folderId, outside } = library;
  await mkdir(join(outside, 'trip/deep/deeper'), { recursive: true });
  await writePhoto(join(outside, 'trip/one.jpg'), 1);
  await writePhoto(join(outside, 'trip/deep/deeper/two.jpg'), 2);
  await ingest.watchFolder(folderId);

  await rename(join(outside, 'trip'), join(folder, 'trip'));
  await eventually(() => catalog.counts().states.done === 2);
  // The inner directories came with the move; they must be watched as well.
  await writePhoto(join(folder, 'trip/deep/deeper/three.jpg'), 3, { fresh: true });
  await eventually(() => catalog.counts().states.done === 3);
  const items = catalog.loadIndex().columns.itemIds.toSorted();

  await rename(join(folder, 'trip'), join(folder, 'holiday'));
  await eventually(() => pathsOf(library).includes(join(folder, 'holiday/one.jpg')));
  await eventually(() => catalog.counts().states.done === 3 && catalog.counts().seen === 3);
  expect(catalog.loadIndex().columns.itemIds.toSorted()).toEqual(items);
  await writePhoto(join(folder, 'holiday/deep/four.jpg'), 4, { fresh: true });
  await eventually(() => catalog.counts().states.done === 4);

  await rename(join(folder, 'holiday'), join(outside, 'holiday'));
  await eventually(() => catalog.counts().seen === 0);
  expect(catalog.counts().items).toBe(0);
});

test('a file that is written slowly is read once, when it is whole', async () => {
  const library = await makeTestLibrary({ settleMs: 3_000 });
  const { catalog, ingest, folder, folderId } = library;
  await ingest.watchFolder(folderId);
  const path = join(folder, 'slow.jpg');
  const bytes = await photoBytes(1);
  for (let step = 1; step < 20; step += 1) {
    await writeFile(path, bytes.subarray(0, (bytes.length * step) / 20));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(catalog.counts().seen).toBe(0);
  }
  await writeFile(path, bytes);
  await eventually(() => catalog.counts().states.done === 1);
  expect(catalog.counts()).toMatchObject({ seen: 1, moments: 1 });
});

test('times that all shift by an hour, as FAT does with summer time, cost a look at the bytes', async () => {
  const { encoded, wrapWorkers } = countEncoded();
  const library = await makeTestLibrary({ wrapWorkers });
  const { catalog, ingest, folder, folderId } = library;
  const paths = Array.from({ length: 5 }, (_, number) => join(folder, `${number}.jpg`));
  for (const [number, path] of paths.entries()) await writePhoto(path, number);
  await ingest.settle([folderId]);
  const ids = paths.map((path) => catalog.itemAtPath(path));
  for (const path of paths) {
    const { mtimeMs } = await stat(path);
    await utimes(path, new Date(), new Date(mtimeMs - 3_600_000));
  }
  expect(await ingest.settle([folderId])).toEqual({ seen: 5, encoded: 0, reused: 5 });
  expect([encoded.count, paths.map((path) => catalog.itemAtPath(path))]).toEqual([5, ids]);
});

test('odd places are counted with their reason, and a directory named like a photo is one', async () => {
  const library = await makeTestLibrary();
  const { catalog, ingest, folder, folderId } = library;
  await makePipe(join(folder, 'pipe.jpg'));
  await writeFile(
    Buffer.concat([Buffer.from(`${folder}/b`), Buffer.from([0xff]), Buffer.from('.jpg')]),
    'x',
  );
  await mkdir(join(folder, 'folder.jpg'));
  await writePhoto(join(folder, 'folder.jpg/inside.jpg'), 1);
  expect(await ingest.settle([folderId])).toEqual({ seen: 3, encoded: 1, reused: 0 });
  expect(catalog.status().setAside.map(({ path, code }) => ({ path, code }))).toEqual([
    { path: join(folder, 'b\\xff.jpg'), code: 'name-not-utf8' },
    { path: join(folder, 'pipe.jpg'), code: 'not-a-regular-file' },
  ]);
  await rm(join(folder, 'pipe.jpg'));
  await writePhoto(join(folder, 'pipe.jpg'), 2);
  expect(await ingest.settle([folderId])).toEqual({ seen: 3, encoded: 1, reused: 1 });
});

test('waking looks at odd places again as well', async () => {
  const library = await makeTestLibrary({ live: false });
  const { catalog, ingest, folder, folderId } = library;
  await makePipe(join(folder, 'pipe.jpg'));
  await ingest.watchFolder(folderId);
  expect(catalog.counts().states).toMatchObject({ setAside: 1, done: 0 });
  await rm(join(folder, 'pipe.jpg'));
  await writePhoto(join(folder, 'pipe.jpg'), 1);
  expect(catalog.retrySetAside()).toEqual({ waiting: 0, oddities: 1 });
  ingest.wake({ lookAgain: true });
  await eventually(() => catalog.counts().states.done === 1);
});

test('a folder that goes away is offline, and nothing is encoded when it comes back', async () => {
  const library = await makeTestLibrary();
  const { catalog, ingest, folder, folderId, outside } = library;
  for (const number of [1, 2, 3]) await writePhoto(join(folder, `${number}.jpg`), number);
  await ingest.watchFolder(folderId);
  await eventually(() => catalog.counts().states.done === 3);
  const before = catalog.counts();

  await rename(folder, join(outside, 'unplugged'));
  await eventually(() => catalog.counts().offline === 3);
  expect(catalog.counts()).toEqual({ ...before, offline: 3 });
  await rename(join(outside, 'unplugged'), folder);
  await eventually(() => catalog.counts().offline === 0);
  expect(await ingest.settle([folderId])).toEqual({ seen: 3, encoded: 0, reused: 3 });
  expect(catalog.counts()).toEqual(before);
  // It is watched again.
  await writePhoto(join(folder, '4.jpg'), 4, { fresh: true });
  await eventually(() => catalog.counts().states.done === 4);
});

test('while paused nothing is read; resume goes on', async () => {
  const library = await makeTestLibrary();
  const { catalog, ingest, folder, folderId } = library;
  ingest.pause(null);
  await writePhoto(join(folder, 'a.jpg'), 1);
  await ingest.watchFolder(folderId);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(catalog.counts().states).toEqual({ waiting: 1, reading: 0, done: 0, setAside: 0 });
  expect(ingest.progress()).toMatchObject({
    hold: { why: 'paused', untilMs: null },
    reading: [],
    filesPerSecond: 0,
    timeLeftMs: null,
  });
  ingest.resume();
  await eventually(() => catalog.counts().states.done === 1);
});

test('a folder around a watched one takes its files over, and nothing is encoded again', async () => {
  const library = await makeTestLibrary();
  const { catalog, ingest, folder, folderId } = library;
  await mkdir(join(folder, 'inner'));
  await writePhoto(join(folder, 'inner/a.jpg'), 1);
  await writePhoto(join(folder, 'b.jpg'), 2);
  await ingest.unwatchFolder(folderId);
  catalog.removeFolder(folderId);
  const inner = catalog.addFolder(join(folder, 'inner'));
  expect(await ingest.settle([inner.id])).toEqual({ seen: 1, encoded: 1, reused: 0 });
  const outer = catalog.addFolder(folder);
  expect(await ingest.settle([outer.id])).toEqual({ seen: 2, encoded: 1, reused: 1 });
  await writePhoto(join(folder, 'inner/c.jpg'), 3, { fresh: true });
  await eventually(() => catalog.counts().states.done === 3);
  expect(library.log).toEqual([]);
});

test('a folder that is emptied is empty, not offline', async () => {
  const library = await makeTestLibrary();
  const { catalog, ingest, folder, folderId } = library;
  await writePhoto(join(folder, 'a.jpg'), 1);
  await ingest.settle([folderId]);
  await rm(join(folder, 'a.jpg'));
  await eventually(() => catalog.counts().seen === 0);
  expect(catalog.folders()).toMatchObject([{ offline: false, files: 0 }]);
});

test.skipIf(process.getuid?.() === 0)(
  'what lies in a directory that cannot be read stays (left out as root, who can read everything)',
  async () => {
    const library = await makeTestLibrary();
    const { catalog, ingest, folder, folderId } = library;
    await mkdir(join(folder, 'closed/deep'), { recursive: true });
    await writePhoto(join(folder, 'closed/deep/a.jpg'), 1);
    await writePhoto(join(folder, 'b.jpg'), 2);
    await ingest.settle([folderId]);
    await chmod(join(folder, 'closed'), 0o000);
    onTestFinished(() => chmod(join(folder, 'closed'), 0o700));
    await rm(join(folder, 'b.jpg'));
    expect(await ingest.settle([folderId])).toEqual({ seen: 1, encoded: 0, reused: 1 });
    expect(library.log).toEqual([expect.stringContaining(join(folder, 'closed'))]);
    expect(catalog.counts().items).toBe(1);
  },
);

test.skipIf(process.getuid?.() === 0)(
  'a file that may not be read is set aside for it (left out as root, who can read everything)',
  async () => {
    const library = await makeTestLibrary();
    const { catalog, ingest, folder, folderId } = library;
    await writePhoto(join(folder, 'a.jpg'), 1);
    await chmod(join(folder, 'a.jpg'), 0o000);
    await ingest.settle([folderId]);
    expect(catalog.status().setAside).toMatchObject([{ code: 'no-permission' }]);
    await chmod(join(folder, 'a.jpg'), 0o600);
    expect(catalog.retrySetAside()).toEqual({ waiting: 0, oddities: 1 });
    expect(await ingest.settle([folderId])).toEqual({ seen: 1, encoded: 1, reused: 0 });
  },
);

test('a file that becomes shorter between hashing and reading is read again', async () => {
  let shortened = false;
  const library = await makeTestLibrary({
    wrapWorkers: (workers) => ({
      ...workers,
      readPhoto(path, isWanted, options) {
        const shorten = async (identity: FileIdentity) => {
          if (!shortened) await truncate(path, 700);
          shortened = true;
          return isWanted(identity);
        };
        return workers.readPhoto(path, shorten, options);
      },
    }),
  });
  const { catalog, ingest, folder, folderId } = library;
  await writePhoto(join(folder, 'a.jpg'), 1);
  await ingest.settle([folderId]);
  const [file] = [...catalog.knownFiles(folderId)];
  expect(file?.sizeBytes).toBe(700);
  expect(catalog.check().problems).toEqual([]);
});
