/** Reading and resting, with real files, a real catalogue and real child processes. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { drawScene, makeClip } from '../../../test/support/make-clip.ts';
import { writePhoto } from '../../../test/support/photo-files.ts';
import { eventually, makeTestLibrary } from '../../../test/support/test-library.ts';
import type { PowerSource } from './control/power-source.ts';

const nobody = { waiting: 0, reading: 0, done: 0, setAside: 0 };

test('a pause lasts over a restart, and indexing by name ends it', async () => {
  const library = await makeTestLibrary();
  await writePhoto(join(library.folder, 'a.jpg'), 1);
  library.ingest.pause(null);
  const again = await library.reopen();
  const { catalog, ingest, folderId } = again;
  await ingest.watchFolder(folderId);
  expect(ingest.progress().hold).toEqual({ why: 'paused', untilMs: null });
  expect(catalog.counts().states).toEqual({ ...nobody, waiting: 1 });
  expect(await ingest.settle([folderId])).toMatchObject({ encoded: 1 });
  expect(ingest.progress().hold).toBe(null);
});

test('on battery nothing is read where the settings say so, until the plug is in', async () => {
  let source: PowerSource = 'battery';
  const library = await makeTestLibrary({ readPowerSource: async () => source });
  const { catalog, ingest, folder, folderId } = library;
  catalog.changeSettings({ battery: 'wait' });
  await eventually(() => ingest.progress().hold !== null);
  await writePhoto(join(folder, 'a.jpg'), 1);
  await ingest.watchFolder(folderId);
  expect(ingest.progress()).toMatchObject({
    hold: { why: 'battery' },
    notSearched: { files: 1, offline: 0 },
    timeLeftMs: null,
  });
  expect(catalog.counts().states).toEqual({ ...nobody, waiting: 1 });
  source = 'mains';
  // The settings make it look at once; it looks now and then by itself.
  catalog.changeSettings({ battery: 'wait' });
  await eventually(() => catalog.counts().states.done === 1);
});

test('what was asked for by name is read outside the schedule, and nothing after it', async () => {
  const library = await makeTestLibrary();
  const { catalog, ingest, folder, folderId } = library;
  const now = new Date();
  const hour = (ahead: number) => `${String((now.getHours() + ahead) % 24).padStart(2, '0')}:00`;
  catalog.changeSettings({ schedule: `${hour(3)}-${hour(5)}` });
  await eventually(() => ingest.progress().hold?.why === 'schedule');
  await writePhoto(join(folder, 'a.jpg'), 1);
  expect(await ingest.settle([folderId])).toMatchObject({ encoded: 1 });
  await writePhoto(join(folder, 'b.jpg'), 2);
  await ingest.watchFolder(folderId);
  expect(catalog.counts().states).toEqual({ ...nobody, waiting: 1, done: 1 });
  expect(ingest.progress().hold).toMatchObject({ why: 'schedule' });
  ingest.resume();
  await eventually(() => catalog.counts().states.done === 2);
});

test('a pause stops a video between segments, and it goes on from there', async () => {
  let segments = 0;
  const library = await makeTestLibrary({
    wrapWorkers: (workers) => ({
      ...workers,
      async encodePictures(pictures, urgent) {
        segments += 1;
        if (segments === 1) library.ingest.pause(null);
        return workers.encodePictures(pictures, urgent);
      },
    }),
  });
  const { catalog, ingest, folder, folderId } = library;
  const scenes = Array.from({ length: 150 }, (_, seed) =>
    drawScene(seed, { width: 320, height: 180, durationMs: 1_000 }),
  );
  await makeClip(join(folder, 'long.mp4'), scenes, { framesPerSecond: 5 });
  await ingest.watchFolder(folderId);
  await eventually(() => ingest.progress().hold !== null);
  await sleep(1_500);
  const { reading, states } = ingest.activity();
  expect(states).toEqual({ ...nobody, reading: 1 });
  expect(reading).toMatchObject([{ path: join(folder, 'long.mp4'), kind: 'video' }]);
  expect(reading[0]?.share).toBeGreaterThan(0);
  expect(reading[0]?.share).toBeLessThan(1);
  const atRest = segments;
  await sleep(500);
  expect(segments).toBe(atRest);
  ingest.resume();
  await eventually(() => catalog.counts().states.done === 1);
  expect(segments).toBeGreaterThan(atRest);
});

test('a folder can be taken away while its video rests', async () => {
  const library = await makeTestLibrary({
    wrapWorkers: (workers) => ({
      ...workers,
      async encodePictures(pictures, urgent) {
        library.ingest.pause(null);
        return workers.encodePictures(pictures, urgent);
      },
    }),
  });
  const { catalog, ingest, folder, folderId } = library;
  const scenes = Array.from({ length: 150 }, (_, seed) =>
    drawScene(seed, { width: 320, height: 180, durationMs: 1_000 }),
  );
  await makeClip(join(folder, 'long.mp4'), scenes, { framesPerSecond: 5 });
  await ingest.watchFolder(folderId);
  await eventually(() => ingest.progress().hold !== null);
  await sleep(1_000);
  await ingest.unwatchFolder(folderId);
  expect(ingest.activity().reading).toEqual([]);
  expect(catalog.counts().states).toEqual({ ...nobody, waiting: 1 });
});

test('on one core one file at a time is read', async () => {
  let most = 0;
  const library = await makeTestLibrary({
    wrapWorkers: (workers) => ({
      ...workers,
      readPhoto(path, ...more) {
        most = Math.max(most, library.ingest.activity().reading.length);
        return workers.readPhoto(path, ...more);
      },
    }),
  });
  const { catalog, ingest, folder, folderId } = library;
  for (let number = 0; number < 12; number += 1) {
    await writePhoto(join(folder, `${number}.jpg`), number);
  }
  catalog.changeSettings({ cores: 1 });
  expect(await ingest.settle([folderId])).toMatchObject({ encoded: 12 });
  expect(most).toBe(1);
  catalog.changeSettings({ cores: 'all' });
  for (let number = 12; number < 30; number += 1) {
    await writePhoto(join(folder, `${number}.jpg`), number);
  }
  await ingest.settle([folderId]);
  expect(most).toBeGreaterThan(1);
});

test('sums agree at every look while files are read, set aside and tried again', async () => {
  const library = await makeTestLibrary();
  const { catalog, ingest, folder, folderId } = library;
  for (let number = 0; number < 40; number += 1) {
    await writePhoto(join(folder, `${number}.jpg`), number);
    if (number % 4 === 0) await writeFile(join(folder, `${number}.png`), `broken ${number}`);
  }
  let looks = 0;
  const timer = setInterval(() => {
    const { seen, states, folders, reasons } = ingest.activity();
    const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);
    expect(sum(Object.values(states))).toBe(seen);
    expect(sum(folders.map(({ files }) => files))).toBe(seen);
    expect(sum(reasons.map(({ files }) => files))).toBe(states.setAside);
    looks += 1;
    if (looks === 5) {
      catalog.retrySetAside();
      ingest.wake({ lookAgain: false });
    }
  }, 10);
  await ingest.settle([folderId]);
  clearInterval(timer);
  expect(looks).toBeGreaterThan(5);
  expect(ingest.activity()).toMatchObject({
    seen: 50,
    states: { ...nobody, done: 40, setAside: 10 },
    reasons: [{ code: 'not-a-picture', files: 10 }],
  });
});
