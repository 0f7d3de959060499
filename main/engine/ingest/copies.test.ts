/** The same bytes at several places at once are encoded once, whoever comes first and whatever fails. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { writePhoto } from '../../../test/support/photo-files.ts';
import { eventually, makeTestLibrary } from '../../../test/support/test-library.ts';
import { WorkerError, type Workers } from '../workers/types.ts';

async function movingGif(): Promise<Buffer> {
  const pictures = await Promise.all(
    ['#dc1e1e', '#30a030', '#283c8c'].map((background) =>
      sharp({ create: { width: 64, height: 48, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
  return sharp(pictures, { join: { animated: true } })
    .gif({ delay: [2000, 2000, 2000] })
    .toBuffer();
}

test.each([1, 2, 3])('of a picture that moves, more than the %d decoders', async (decoders) => {
  const { catalog, ingest, folder, folderId } = await makeTestLibrary({ decoders });
  const gif = await movingGif();
  const names = Array.from({ length: decoders + 3 }, (_, number) => `${number}.gif`);
  // Named like a video it goes another way.
  for (const name of [...names, 'clip.mp4']) await writeFile(join(folder, name), gif);
  expect(await ingest.settle([folderId])).toEqual({
    seen: decoders + 4,
    encoded: 1,
    reused: decoders + 3,
  });
  expect(catalog.counts()).toMatchObject({ items: 1, moments: 3 });
});

/** How often a photo was decoded; `disturb` comes before the first is. */
function counting(disturb: () => Promise<void>) {
  const counted = { count: 0 };
  const wrapWorkers = (workers: Workers): Workers => ({
    ...workers,
    readPhoto: (path, isWanted, options) =>
      workers.readPhoto(
        path,
        async (identity) => {
          const wanted = await isWanted(identity);
          if (wanted) counted.count += 1;
          if (wanted && counted.count === 1) await disturb();
          return wanted;
        },
        options,
      ),
  });
  return { counted, wrapWorkers };
}

async function fourCopies(wrapWorkers: (workers: Workers) => Workers) {
  const library = await makeTestLibrary({ wrapWorkers, decoders: 4 });
  for (const number of [1, 2, 3, 4]) await writePhoto(join(library.folder, `${number}.jpg`), 7);
  return library;
}

test('of photos, also where all of them wait for a question', async () => {
  const { counted, wrapWorkers } = counting(async () => {});
  const { ingest, folderId } = await fourCopies((workers) => {
    const counts = wrapWorkers(workers);
    let isAsked = false;
    return {
      ...counts,
      readPhoto(path, isWanted, options) {
        if (!isAsked) void ingest.yieldTo(() => sleep(500));
        isAsked = true;
        return counts.readPhoto(path, isWanted, options);
      },
    };
  });
  expect(await ingest.settle([folderId])).toEqual({ seen: 4, encoded: 1, reused: 3 });
  expect(counted.count).toBe(1);
});

test('where the first of them fails the next one is encoded, and no more', async () => {
  const { counted, wrapWorkers } = counting(async () => {
    throw new WorkerError('read-error', 'the cable is loose', { retry: true });
  });
  const { ingest, folderId } = await fourCopies(wrapWorkers);
  expect(await ingest.settle([folderId])).toMatchObject({ seen: 4, encoded: 1 });
  expect(counted.count).toBe(2);
});

test('a folder whose copy waits for a video that rests is left at once', async () => {
  const resting = Promise.withResolvers<void>();
  const library = await makeTestLibrary({
    wrapWorkers: (workers) => ({
      ...workers,
      async decodeVideo(...asked) {
        await resting.promise;
        return workers.decodeVideo(...asked);
      },
    }),
  });
  onTestFinished(() => resting.resolve());
  const { catalog, ingest, folder, folderId, outside } = library;
  const gif = await movingGif();
  // Each way to wait: as a photo, and as a video.
  await writeFile(join(folder, 'first.gif'), gif);
  const { id } = catalog.addFolder(outside);
  await ingest.watchFolder(folderId);
  await eventually(() => ingest.activity().reading.length === 1);
  for (const name of ['copy.gif', 'copy.mp4']) await writeFile(join(outside, name), gif);
  await ingest.watchFolder(id);
  await eventually(() => ingest.activity().reading.length === 3);
  await sleep(500);
  await ingest.unwatchFolder(id);
  catalog.removeFolder(id);
  resting.resolve();
  expect(await ingest.settle([folderId])).toEqual({ seen: 1, encoded: 1, reused: 0 });
});
