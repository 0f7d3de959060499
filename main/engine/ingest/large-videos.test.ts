/** Large videos: known by samples, read whole later. Real clips, children and catalogue. */
import { copyFile, mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changeInPlace, clipBytes, writeLargeClip } from '../../../test/support/large-clip.ts';
import { writePhoto } from '../../../test/support/photo-files.ts';
import {
  eventually,
  makeTestLibrary,
  type TestLibrary,
} from '../../../test/support/test-library.ts';
import { createIdentify } from './identify-file.ts';
import { createReadWhole } from './read-whole.ts';

/** What was asked of the children, and whether what can wait is let through. */
type Asked = { sample: number; identify: number; decode: number; parts: number; waits: boolean };

async function library(waits = true): Promise<TestLibrary & { asked: Asked }> {
  const asked: Asked = { sample: 0, identify: 0, decode: 0, parts: 0, waits };
  const made = await makeTestLibrary({
    largeVideoBytes: clipBytes / 2,
    wrapWorkers: (workers) => ({
      ...workers,
      sample: (path, signal) => {
        asked.sample += 1;
        return workers.sample(path, signal);
      },
      identify: (path, signal) => {
        asked.identify += 1;
        return workers.identify(path, signal);
      },
      decodeVideo: (path, onSegment, options) => {
        asked.decode += 1;
        return workers.decodeVideo(path, onSegment, options);
      },
      hashPart: async (path, from, bytes, signal) => {
        while (asked.waits) {
          signal?.throwIfAborted();
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        asked.parts += 1;
        return workers.hashPart(path, from, bytes, signal);
      },
    }),
  });
  const { folder } = made;
  await mkdir(join(folder, 'old'));
  await writeLargeClip(join(folder, 'old/clip.mp4'), 1);
  await made.ingest.settle([made.folderId]);
  return Object.assign(made, { asked });
}

const tagged = { addTags: ['kept'], removeTags: [], addToAlbums: [], removeFromAlbums: [] };
const itemOf = ({ catalog }: TestLibrary, path: string) => catalog.itemAtPath(path) ?? 0;
const isWhole =
  ({ catalog }: TestLibrary) =>
  () =>
    catalog.nextSampledFile(0) === undefined;

test('a new one is found by samples, and read whole when nothing else is to do', async () => {
  const made = await library();
  const { catalog, asked, folder } = made;
  expect(asked).toMatchObject({ sample: 1, identify: 0, decode: 1, parts: 0 });
  expect(catalog.counts()).toMatchObject({ items: 1, states: { done: 1 } });
  expect(catalog.check().problems).toEqual([]);
  expect(catalog.nextSampledFile(0)).toMatchObject({ path: join(folder, 'old/clip.mp4') });
  expect(catalog.status().sampled).toBe(1);
  asked.waits = false;
  await eventually(isWhole(made));
  expect(asked).toMatchObject({ identify: 0, decode: 1, parts: 1 });
  expect(catalog.status().sampled).toBe(0);
  expect(catalog.check().problems).toEqual([]);
  const { contentHash } = await made.workers.identify(join(folder, 'old/clip.mp4'));
  expect(catalog.itemOfContent(contentHash)).toBe(itemOf(made, join(folder, 'old/clip.mp4')));
});

test.each(['closed', 'open'])(
  'one that moved while the program was %s is not read',
  async (when) => {
    const first = await library();
    const { folder, folderId, asked } = first;
    const itemId = itemOf(first, join(folder, 'old/clip.mp4'));
    first.catalog.annotate([itemId], tagged);
    if (when === 'closed') await first.close();
    await rename(join(folder, 'old'), join(folder, 'new'));
    const made = when === 'closed' ? await first.reopen() : first;
    await made.ingest.settle([folderId]);
    expect(asked).toMatchObject({ identify: 0, decode: 1, sample: 2 });
    expect(itemOf(made, join(folder, 'new/clip.mp4'))).toBe(itemId);
    expect(made.catalog.annotations(itemId).tags).toEqual(['kept']);
    asked.waits = false;
    await eventually(isWhole(made));
    expect(asked.decode).toBe(1);
    expect(made.catalog.counts()).toMatchObject({ seen: 1, items: 1 });
    expect(made.catalog.check().problems).toEqual([]);
  },
);

test('a copy is the same item once both have been read whole', async () => {
  const made = await library();
  const { folder, folderId, asked, catalog } = made;
  await copyFile(join(folder, 'old/clip.mp4'), join(folder, 'copy.mp4'));
  await utimes(join(folder, 'copy.mp4'), 1_000, 1_000);
  await made.ingest.settle([folderId]);
  expect(asked).toMatchObject({ identify: 2, decode: 1 });
  expect(catalog.counts()).toMatchObject({ seen: 2, items: 1 });
  expect(isWhole(made)()).toBe(true);
});

test('of two new copies one is encoded, whichever comes first', async () => {
  const made = await library();
  const { folder, folderId, asked, catalog } = made;
  await writeLargeClip(join(folder, 'one.mp4'), 2);
  await copyFile(join(folder, 'one.mp4'), join(folder, 'two.mp4'));
  await made.ingest.settle([folderId]);
  expect(asked.decode).toBe(2);
  expect(catalog.counts()).toMatchObject({ seen: 3, items: 2 });
});

test('of two copies that are looked at in one moment the second waits for the first', async () => {
  const { catalog, workers } = await library();
  const sample = { fingerprint: 'ab'.repeat(32), durationMs: 2_000, sizeBytes: 9, modifiedNs: '9' };
  const encoding = new Map<string, Promise<void>>();
  const { promise: encoded, resolve: end } = Promise.withResolvers<void>();
  const identify = createIdentify({
    catalog,
    workers: { ...workers, sample: async () => sample },
    largeVideoBytes: 1,
    gate: async () => undefined,
    encoding: (name) => encoding.get(name),
  });
  const named: string[] = [];
  const read = async (name: string) => {
    const file = {
      ...sample,
      path: name,
      kind: 'video',
      fileId: 77,
      attempts: 0,
      isSizeKnown: false,
    } as const;
    const { contentHash } = await identify(file, new AbortController().signal);
    named.push(name);
    encoding.set(contentHash, encoded);
  };
  const both = Promise.all([read('one.mp4'), read('two.mp4')]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(named).toEqual(['one.mp4']);
  encoding.clear();
  end();
  await both;
  expect(named).toEqual(['one.mp4', 'two.mp4']);
});

test('another one with the same samples, size and time is another item', async () => {
  const made = await library();
  const { folder, folderId, catalog } = made;
  await writeFile(join(folder, 'other.mp4'), await readFile(join(folder, 'old/clip.mp4')));
  await changeInPlace(join(folder, 'other.mp4'), { seen: false });
  await made.ingest.settle([folderId]);
  expect(catalog.counts()).toMatchObject({ seen: 2, items: 2 });
  expect(catalog.check().problems).toEqual([]);
});

test('one that only seemed to have moved is told when it is read whole; tags are kept', async () => {
  const made = await library(false);
  const { folder, folderId, asked, catalog } = made;
  const old = join(folder, 'old/clip.mp4');
  await eventually(isWhole(made));
  const itemId = itemOf(made, old);
  catalog.annotate([itemId], tagged);
  const { contentHash } = await made.workers.identify(old);
  await changeInPlace(old, { seen: false });
  asked.waits = true;
  await rename(old, join(folder, 'moved.mp4'));
  await made.ingest.settle([folderId]);
  expect(asked.decode).toBe(1);
  expect(itemOf(made, join(folder, 'moved.mp4'))).toBe(itemId);
  asked.waits = false;
  await eventually(() => asked.decode === 2 && isWhole(made)());
  await made.ingest.settle([folderId]);
  expect(itemOf(made, join(folder, 'moved.mp4'))).toBe(itemId);
  expect(catalog.annotations(itemId).tags).toEqual(['kept']);
  expect(catalog.itemOfContent(contentHash)).toBe(undefined);
  expect(catalog.counts()).toMatchObject({ seen: 1, items: 1 });
  expect(catalog.check().problems).toEqual([]);
});

test('one that was edited in place, its size and time put back, is found and read again', async () => {
  const made = await library();
  const { folder, asked, catalog } = made;
  const path = join(folder, 'old/clip.mp4');
  const itemId = itemOf(made, path);
  catalog.annotate([itemId], tagged);
  await changeInPlace(path, { seen: true });
  asked.waits = false;
  await eventually(() => asked.decode === 2 && isWhole(made)());
  await made.ingest.settle([made.folderId]);
  expect(itemOf(made, path)).toBe(itemId);
  expect(catalog.annotations(itemId).tags).toEqual(['kept']);
  expect(catalog.check().problems).toEqual([]);
});

test('restored with another time before anybody had read it whole: the same item', async () => {
  const made = await library();
  const { folder, folderId, outside, catalog } = made;
  const path = join(folder, 'old/clip.mp4');
  const itemId = itemOf(made, path);
  catalog.annotate([itemId], tagged);
  await rename(path, join(outside, 'clip.mp4'));
  await made.ingest.settle([folderId]);
  expect(catalog.counts().items).toBe(0);
  await copyFile(join(outside, 'clip.mp4'), join(folder, 'restored.mp4'));
  await utimes(join(folder, 'restored.mp4'), 1_000, 1_000);
  await made.ingest.settle([folderId]);
  expect(itemOf(made, join(folder, 'restored.mp4'))).toBe(itemId);
  expect(catalog.annotations(itemId).tags).toEqual(['kept']);
  expect(catalog.check().problems).toEqual([]);
});

/** Opened again, so that nothing has begun yet. */
async function reopened(): Promise<TestLibrary & { asked: Asked }> {
  const first = await library();
  await first.close();
  first.asked.waits = false;
  return Object.assign(await first.reopen(), { asked: first.asked });
}

const quiet = { lookAt() {}, onRecorded() {}, signal: new AbortController().signal };

test('reading goes on where it was when the program ended', async () => {
  const made = await reopened();
  const options = { ...quiet, partBytes: clipBytes / 4 };
  expect(await createReadWhole({ ...made, ...options })()).toBe(true);
  await made.close();
  const again = await made.reopen();
  const task = createReadWhole({ ...again, ...options });
  while (await task());
  expect(made.asked.parts).toBe(4);
  expect(isWhole(again)()).toBe(true);
  expect(again.catalog.check().problems).toEqual([]);
});

test('while paused nothing is read', async () => {
  const made = await reopened();
  const { ingest, asked } = made;
  ingest.pause(null);
  ingest.start();
  await eventually(() => !ingest.progress().scanning);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(asked.parts).toBe(0);
  ingest.resume();
  await eventually(isWhole(made));
  expect(asked.parts).toBe(1);
});

test('a file that cannot be read keeps none of the others from being read', async () => {
  const first = await library();
  const gone = join(first.folder, 'old/clip.mp4');
  await writeLargeClip(join(first.folder, 'second.mp4'), 2);
  await first.ingest.settle([first.folderId]);
  await first.close();
  first.asked.waits = false;
  const { catalog, workers } = await first.reopen();
  await rm(gone);
  const looked: string[] = [];
  const lookAt = (path: string) => looked.push(path);
  const task = createReadWhole({ ...quiet, catalog, workers, lookAt });
  while (await task());
  expect(looked).toEqual([gone]);
  const left = catalog.nextSampledFile(0);
  expect(left?.path).toBe(gone);
  expect(catalog.nextSampledFile(left?.fileId ?? 0)).toBe(undefined);
});

test('photos are always read whole', async () => {
  const made = await library();
  const before = made.asked.sample;
  await writePhoto(join(made.folder, 'a.jpg'), 1);
  await made.ingest.settle([made.folderId]);
  expect(made.asked).toMatchObject({ sample: before });
  const { contentHash } = await made.workers.identify(join(made.folder, 'a.jpg'));
  expect(made.catalog.hasContent(contentHash)).toBe(true);
});
