/** A long video goes on where it was broken off. Real catalogue and children; failures are put in. */
import { createHash } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { libraryPicture } from '../../../test/support/library-picture.ts';
import { drawScene, makeClip } from '../../../test/support/make-clip.ts';
import {
  eventually,
  makeTestLibrary,
  type TestLibrary,
} from '../../../test/support/test-library.ts';
import { type DecodedSegment, WorkerError, type Workers } from '../workers/types.ts';

const scenes = 142;
/** Of 32 moments, and the 14 that are left. */
const segments = 5;

async function makeFilm(path: string): Promise<void> {
  const story = Array.from({ length: scenes }, (_, seed) =>
    drawScene(seed + 1, { width: 64, height: 48, durationMs: 2000 }),
  );
  await makeClip(path, story, { framesPerSecond: 5, gopFrames: 5 });
}

/** Counts how often each picture was encoded, and lets `disturb` into each segment's way. */
function watched(disturb: (segment: DecodedSegment, attempt: number) => unknown = () => {}) {
  const encoded = new Map<string, number>();
  let attempt = 0;
  return {
    encoded,
    attempts: () => attempt,
    twice: () => [...encoded.values()].filter((times) => times > 1).length,
    wrapWorkers: (workers: Workers): Workers => ({
      ...workers,
      async encodePictures(pictures, urgent) {
        for (const { data } of pictures) {
          const digest = createHash('sha256').update(data).digest('hex');
          encoded.set(digest, (encoded.get(digest) ?? 0) + 1);
        }
        return workers.encodePictures(pictures, urgent);
      },
      decodeVideo(path, onSegment, options) {
        attempt += 1;
        const own = attempt;
        const take = async (segment: DecodedSegment) => {
          await disturb(segment, own);
          await onSegment(segment);
        };
        return workers.decodeVideo(path, take, options);
      },
    }),
  };
}

const picture = ({ libraryPath, folder }: TestLibrary) =>
  libraryPicture(libraryPath).map((line) => line.replaceAll(folder, ''));

test('a decoder that dies, and an engine that ends, cost a long video no finished segment', async () => {
  let library: TestLibrary | undefined;
  const seen: [attempt: number, first: number][] = [];
  const { encoded, twice, wrapWorkers } = watched(async ({ first }, attempt) => {
    seen.push([attempt, first]);
    const decoder = library?.workers.processIds()[0] as number;
    if (attempt === 1 && first === 64) {
      process.kill(decoder, 'SIGKILL');
      await eventually(() => library?.workers.processIds().includes(decoder) === false);
    }
    if (attempt === 2) {
      // Not awaited: it waits for what is under way, and so for this.
      void library?.close();
      throw new Error('the engine ends');
    }
  });
  library = await makeTestLibrary({ wrapWorkers });
  const film = join(library.folder, 'film.mp4');
  await makeFilm(film);
  await library.ingest.settle([library.folderId]).catch(() => undefined);
  await library.close();
  library = await library.reopen();
  expect(await library.ingest.settle([library.folderId])).toMatchObject({ seen: 1, encoded: 1 });
  expect(seen.filter(([attempt]) => attempt === 1).map(([, first]) => first)).toEqual([0, 32, 64]);
  expect(seen.filter(([attempt]) => attempt === 2).map(([, first]) => first)).toEqual([96]);
  expect(seen.filter(([attempt]) => attempt === 3).map(([, first]) => first)).toEqual([96, 128]);
  expect([encoded.size, twice()]).toEqual([scenes, 0]);
  expect(library.catalog.check().problems).toEqual([]);
  const broken = picture(library);

  const whole = await makeTestLibrary();
  await makeFilm(join(whole.folder, 'film.mp4'));
  await whole.ingest.settle([whole.folderId]);
  const ownTimes = (lines: readonly string[]) =>
    lines.map((line) => line.replace(/(film\.mp4 done .*) \d+$/, '$1'));
  expect(ownTimes(broken)).toEqual(ownTimes(picture(whole)));
});

test('a video that crashes the decoder twice is set aside; a retry goes on at its last segment', async () => {
  const seen: number[] = [];
  let sound = false;
  const { wrapWorkers } = watched(({ first }) => {
    seen.push(first);
    if (first === 64 && !sound) throw new WorkerError('decoder-crashed', '', { retry: true });
  });
  const library = await makeTestLibrary({ wrapWorkers });
  const { catalog, ingest, folder, folderId } = library;
  await makeFilm(join(folder, 'film.mp4'));
  await ingest.settle([folderId]);
  expect(catalog.status().setAside).toMatchObject([{ code: 'decoder-crashed' }]);
  expect(seen).toEqual([0, 32, 64, 64]);
  expect(catalog.counts().moments).toBe(0);
  sound = true;
  catalog.retrySetAside();
  ingest.wake({ lookAgain: false });
  await eventually(() => catalog.counts().states.done === 1);
  expect(seen.slice(4)).toEqual([64, 96, 128]);
  expect(catalog.counts().moments).toBe(scenes);
});

test('what is read of a file that changes meanwhile is not stored as its segment', async () => {
  let changes = 0;
  const { wrapWorkers, attempts } = watched(async ({ first }) => {
    if (first !== 32 || changes > 0) return;
    changes += 1;
    await appendFile(film, Buffer.alloc(1000));
  });
  const stored: string[] = [];
  const library = await makeTestLibrary({
    wrapWorkers,
    wrapCatalog: (catalog) => ({
      ...catalog,
      storeSegment(segment) {
        stored.push(`${segment.contentHash.slice(0, 8)} ${segment.first}`);
        catalog.storeSegment(segment);
      },
    }),
  });
  const film = join(library.folder, 'film.mp4');
  await makeFilm(film);
  expect(await library.ingest.settle([library.folderId])).toMatchObject({ encoded: 1 });
  const [before] = stored[0]?.split(' ') ?? [];
  expect(stored.filter((line) => line.startsWith(`${before}`))).toEqual([`${before} 0`]);
  expect(stored).toHaveLength(1 + segments - 1);
  expect(attempts()).toBe(2);
  expect(library.catalog.check().problems).toEqual([]);
});
