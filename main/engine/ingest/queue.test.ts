/** What the queue does when things go wrong. Real catalogue and children; failures are put in. */
import { mkdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { writePhoto } from '../../../test/support/photo-files.ts';
import { eventually, makeTestLibrary } from '../../../test/support/test-library.ts';
import { type FileIdentity, WorkerError, WorkersUnavailableError } from '../workers/types.ts';

const crash = () => new WorkerError('decoder-crashed', 'SIGSEGV', { retry: true });

test('files that crash the decoder are tried once more, alone, and then set aside', async () => {
  const attempts: string[] = [];
  let decoding = 0;
  const besides: number[] = [];
  const library = await makeTestLibrary({
    wrapWorkers: (workers) => ({
      ...workers,
      async readPhoto(path, ...more) {
        const name = basename(path);
        const isSecond = attempts.includes(name);
        if (!/^\d/.test(name)) attempts.push(name);
        decoding += 1;
        try {
          if (name.startsWith('bad') || (name === 'unlucky.jpg' && !isSecond)) {
            await new Promise((resolve) => setTimeout(resolve, 100));
            if (isSecond) besides.push(decoding - 1);
            throw crash();
          }
          return await workers.readPhoto(path, ...more);
        } finally {
          decoding -= 1;
        }
      },
    }),
  });
  const { catalog, ingest, folder, folderId } = library;
  for (let number = 0; number < 20; number += 1) {
    await writePhoto(join(folder, `${number}.jpg`), number);
  }
  const troubled = ['bad-1.jpg', 'bad-2.jpg', 'bad-3.jpg', 'unlucky.jpg'];
  for (const [index, name] of troubled.entries()) await writePhoto(join(folder, name), 100 + index);
  expect(await ingest.settle([folderId])).toEqual({ seen: 24, encoded: 21, reused: 0 });
  expect(attempts.toSorted()).toEqual(troubled.flatMap((name) => [name, name]));
  expect(besides).toEqual([0, 0, 0]);
  expect(catalog.status().setAside.map(({ code }) => code)).toEqual([
    'decoder-crashed',
    'decoder-crashed',
    'decoder-crashed',
  ]);
});

test('a decoder child that is killed costs nothing but time', async () => {
  let decoded = 0;
  const killed: number[] = [];
  const library = await makeTestLibrary({
    wrapWorkers: (workers) => ({
      ...workers,
      readPhoto(path, ...more) {
        decoded += 1;
        const answer = workers.readPhoto(path, ...more);
        // Between two jobs there may be none, or one that is dying still.
        const processId = workers.processIds().find((each) => !killed.includes(each));
        const isDue = decoded >= ([10, 30][killed.length] ?? Number.POSITIVE_INFINITY);
        if (isDue && processId !== undefined) {
          process.kill(processId, 'SIGKILL');
          killed.push(processId);
        }
        return answer;
      },
    }),
  });
  const { catalog, ingest, folder, folderId } = library;
  for (let number = 0; number < 60; number += 1) {
    await writePhoto(join(folder, `${number}.jpg`), number);
  }
  expect(await ingest.settle([folderId])).toMatchObject({ seen: 60, encoded: 60 });
  expect(new Set(killed).size).toBe(2);
  expect(catalog.check().problems).toEqual([]);
});

test('when the model does not run the queue stops, burns no file, and resume tries again', async () => {
  let runs = false;
  const library = await makeTestLibrary({
    wrapWorkers: (workers) => ({
      ...workers,
      async readPhoto(...asked) {
        if (!runs) throw new WorkersUnavailableError('the model does not load');
        return workers.readPhoto(...asked);
      },
    }),
  });
  const { catalog, ingest, folder, folderId } = library;
  for (const number of [1, 2, 3]) await writePhoto(join(folder, `${number}.jpg`), number);
  await expect(ingest.settle([folderId])).rejects.toThrow('the model does not load');
  await eventually(() => catalog.counts().states.reading === 0);
  expect(catalog.counts().states).toEqual({ waiting: 3, reading: 0, done: 0, setAside: 0 });
  expect(ingest.progress().trouble).toContain('the model does not load');
  expect(library.log.filter((line) => line.includes('the model does not load'))).toHaveLength(1);
  runs = true;
  ingest.resume();
  await eventually(() => catalog.counts().states.done === 3);
  expect(ingest.progress().trouble).toBe(null);
});

test('an error that nobody foresaw sets the file aside and is logged once', async () => {
  const library = await makeTestLibrary({
    wrapWorkers: (workers) => ({
      ...workers,
      async readPhoto() {
        throw new TypeError('a bug');
      },
    }),
  });
  const { catalog, ingest, folder, folderId } = library;
  await writePhoto(join(folder, 'a.jpg'), 1);
  await ingest.settle([folderId]);
  expect(catalog.status().setAside).toMatchObject([{ code: 'internal-error' }]);
  expect(library.log).toEqual([expect.stringContaining('a bug')]);
});

test('a file that vanishes while it is read has left; it is not set aside', async () => {
  const library = await makeTestLibrary({
    wrapWorkers: (workers) => ({
      ...workers,
      async readPhoto(path, ...more) {
        await rm(path, { force: true });
        return workers.readPhoto(path, ...more);
      },
    }),
  });
  const { catalog, ingest, folder, folderId } = library;
  await writePhoto(join(folder, 'a.jpg'), 1);
  expect(await ingest.settle([folderId])).toEqual({ seen: 0, encoded: 0, reused: 0 });
  expect(catalog.counts()).toMatchObject({ seen: 0, items: 0 });
});

test('a drive that goes away while it is read takes nothing with it', async () => {
  let unplug: (() => Promise<void>) | undefined;
  const library = await makeTestLibrary({
    wrapWorkers: (workers) => ({
      ...workers,
      async readPhoto(path, ...more) {
        // Once, though two are decoded at a time, and when the walk has seen all.
        const pull = unplug;
        unplug = undefined;
        if (pull !== undefined) {
          await eventually(() => catalog.counts().seen === 10);
          await pull();
        }
        return workers.readPhoto(path, ...more);
      },
    }),
  });
  const { catalog, ingest, folder, folderId, outside } = library;
  unplug = () => rename(folder, join(outside, 'unplugged'));
  for (let number = 0; number < 10; number += 1) {
    await writePhoto(join(folder, `${number}.jpg`), number);
  }
  await ingest.settle([folderId]);
  expect(catalog.counts()).toMatchObject({ seen: 10, offline: 10 });
  await rename(join(outside, 'unplugged'), folder);
  expect(await ingest.settle([folderId])).toMatchObject({ seen: 10 });
  expect(catalog.counts()).toMatchObject({ offline: 0, states: { waiting: 0, done: 10 } });
});

test('the same bytes at several places at once are encoded once', async () => {
  const encoded: string[] = [];
  const library = await makeTestLibrary({
    wrapWorkers: (workers) => ({
      ...workers,
      async readPhoto(path, ...more) {
        const read = await workers.readPhoto(path, ...more);
        if (read !== null) encoded.push(basename(path));
        return read;
      },
    }),
  });
  const { catalog, ingest, folder, folderId } = library;
  await mkdir(join(folder, 'more'));
  for (let number = 0; number < 6; number += 1) {
    await writePhoto(join(folder, `more/${number}.jpg`), 7);
  }
  await symlink(join(folder, 'more/0.jpg'), join(folder, 'link.jpg'));
  expect(await ingest.settle([folderId])).toEqual({ seen: 7, encoded: 1, reused: 6 });
  expect(encoded).toHaveLength(1);
  expect(catalog.counts()).toMatchObject({ items: 1, moments: 1 });
});

test('while a query runs nothing new is decoded or encoded', async () => {
  let started = 0;
  const library = await makeTestLibrary({
    wrapWorkers: (workers) => ({
      ...workers,
      readPhoto(path, isWanted, options) {
        const isWantedNow = async (identity: FileIdentity) => {
          const wanted = await isWanted(identity);
          started += 1;
          return wanted;
        };
        return workers.readPhoto(path, isWantedNow, options);
      },
    }),
  });
  const { catalog, ingest, folder, folderId } = library;
  for (let number = 0; number < 30; number += 1) {
    await writePhoto(join(folder, `${number}.jpg`), number);
  }
  const settled = ingest.settle([folderId]);
  await eventually(() => catalog.counts().states.done > 2);
  const during = await ingest.yieldTo(async () => {
    const before = started;
    await ingest.yieldTo(async () => undefined);
    await new Promise((resolve) => setTimeout(resolve, 400));
    return { before, after: started };
  });
  expect(during.after).toBe(during.before);
  await expect(ingest.yieldTo(async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await settled).toMatchObject({ encoded: 30 });
});

test('close in the midst gives everything back, and the rest is done after opening again', async () => {
  const library = await makeTestLibrary();
  const { catalog, ingest, folder, folderId } = library;
  for (let number = 0; number < 80; number += 1) {
    await writePhoto(join(folder, `${number}.jpg`), number);
  }
  const settled = ingest.settle([folderId]).then(
    () => 'done',
    () => 'given up',
  );
  await eventually(() => catalog.counts().states.done > 3);
  await ingest.close();
  expect(await settled).toBe('given up');
  const { waiting, reading, done } = catalog.counts().states;
  expect(reading).toBe(0);
  expect(waiting).toBeGreaterThan(0);
  const again = await library.reopen();
  expect(await again.ingest.settle([folderId])).toEqual({
    seen: 80,
    encoded: waiting,
    reused: done,
  });
  expect(again.catalog.check().problems).toEqual([]);
});

test('a folder that is taken out while it is read leaves nothing running', async () => {
  const library = await makeTestLibrary();
  const { catalog, ingest, folder, folderId } = library;
  for (let number = 0; number < 80; number += 1) {
    await writePhoto(join(folder, `${number}.jpg`), number);
  }
  await ingest.watchFolder(folderId);
  await eventually(() => catalog.counts().states.done > 3);
  await ingest.unwatchFolder(folderId);
  catalog.removeFolder(folderId);
  expect(catalog.counts()).toMatchObject({ seen: 0, items: 0 });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(ingest.progress()).toMatchObject({ seen: 0, reading: [], scanning: false });
  const { id } = catalog.addFolder(folder);
  expect(await ingest.settle([id])).toMatchObject({ seen: 80 });
  expect(catalog.check().problems).toEqual([]);
});

test('progress is honest and ends with a last word', async () => {
  const library = await makeTestLibrary();
  const { ingest, folder, folderId } = library;
  for (let number = 0; number < 40; number += 1) {
    await writePhoto(join(folder, `${number}.jpg`), number);
  }
  const reports: ReturnType<typeof ingest.progress>[] = [];
  const forget = ingest.onProgress((progress) => reports.push(progress));
  await ingest.settle([folderId]);
  await eventually(() => reports.at(-1)?.states.done === 40);
  await eventually(() => reports.at(-1)?.reading.length === 0);
  for (const { seen, states, reading, filesPerSecond } of reports) {
    expect(states.waiting + states.reading + states.done + states.setAside).toBe(seen);
    expect(reading.every((name) => !name.includes('/'))).toBe(true);
    expect(filesPerSecond).toBeGreaterThanOrEqual(0);
  }
  expect(reports.at(-1)).toMatchObject({ scanning: false, filesPerSecond: 0, trouble: null });
  forget();
});

test('a disk that is full for a while keeps no file claimed', async () => {
  let decoded = 0;
  let isFull = false;
  const library = await makeTestLibrary({
    wrapCatalog: (catalog) => {
      const refusing = <Given extends unknown[], Answer>(call: (...given: Given) => Answer) => {
        return (...given: Given): Answer => {
          if (isFull) throw Object.assign(new Error('the disk is full'), { code: 'SQLITE_FULL' });
          return call(...given);
        };
      };
      return Object.assign(Object.create(catalog) as typeof catalog, {
        claimWaiting: refusing(catalog.claimWaiting),
        requeue: refusing(catalog.requeue),
        setAside: refusing(catalog.setAside),
        linkFile: refusing(catalog.linkFile),
        storeContent: refusing(catalog.storeContent),
      });
    },
    wrapWorkers: (workers) => ({
      ...workers,
      readPhoto(path, ...more) {
        decoded += 1;
        if (decoded === 5) isFull = true;
        return workers.readPhoto(path, ...more);
      },
    }),
  });
  const { catalog, ingest, folder, folderId } = library;
  for (let number = 0; number < 20; number += 1) {
    await writePhoto(join(folder, `${number}.jpg`), number);
  }
  await writeFile(join(folder, 'broken.jpg'), 'no picture');
  await expect(ingest.settle([folderId])).rejects.toThrow('disk is full');
  await eventually(() => ingest.progress().reading.length === 0);
  expect(catalog.counts().states.reading).toBeGreaterThan(0);
  isFull = false;
  await ingest.settle([folderId]);
  expect(catalog.counts().states).toEqual({ waiting: 0, reading: 0, done: 20, setAside: 1 });
});

test('a file that changes while it is read is read once more, after the first reading ended', async () => {
  const reading = Promise.withResolvers<void>();
  let started = 0;
  let atOnce = 0;
  let mostAtOnce = 0;
  const library = await makeTestLibrary({
    wrapWorkers: (workers) => ({
      ...workers,
      async readPhoto(path, isWanted, options) {
        started += 1;
        atOnce += 1;
        mostAtOnce = Math.max(mostAtOnce, atOnce);
        try {
          if (started > 1) return await workers.readPhoto(path, isWanted, options);
          await reading.promise;
          return await workers.readPhoto(path, isWanted);
        } finally {
          atOnce -= 1;
        }
      },
    }),
  });
  const { catalog, ingest, folder, folderId } = library;
  await ingest.watchFolder(folderId);
  await writePhoto(join(folder, 'a.jpg'), 1);
  await eventually(() => started === 1);
  // Of another size: the times of both are whole seconds, and may be the same.
  await writePhoto(join(folder, 'a.jpg'), 22);
  // The walk records the change while the first reading goes on.
  await ingest.watchFolder(folderId);
  await new Promise((resolve) => setTimeout(resolve, 300));
  reading.resolve();
  await ingest.settle([folderId]);
  expect({ started, mostAtOnce }).toEqual({ started: 2, mostAtOnce: 1 });
  expect(catalog.counts().states).toEqual({ waiting: 0, reading: 0, done: 1, setAside: 0 });
  expect(ingest.progress().reading).toEqual([]);
});

const driveFailure = () => new WorkerError('read-error', 'EIO: i/o error, read', { retry: true });

test('what a failing drive does not give is tried once more, and then set aside', async () => {
  const attempts: string[] = [];
  const library = await makeTestLibrary({
    wrapWorkers: (workers) => ({
      ...workers,
      async readPhoto(path, ...more) {
        const name = basename(path);
        const isFirst = !attempts.includes(name);
        attempts.push(name);
        if (name === 'bad.jpg' || (name === 'once.jpg' && isFirst)) throw driveFailure();
        return workers.readPhoto(path, ...more);
      },
    }),
  });
  const { catalog, ingest, folder, folderId } = library;
  for (const [number, name] of ['bad.jpg', 'once.jpg', 'good.jpg'].entries()) {
    await writePhoto(join(folder, name), number);
  }
  expect(await ingest.settle([folderId])).toEqual({ seen: 3, encoded: 2, reused: 0 });
  expect(attempts.toSorted()).toEqual(['bad.jpg', 'bad.jpg', 'good.jpg', 'once.jpg', 'once.jpg']);
  expect(catalog.status().setAside).toMatchObject([{ code: 'read-error' }]);
});

test('a drive that is unplugged while it is read, again and again, sets nothing aside', async () => {
  let unplugs = 0;
  const library = await makeTestLibrary({
    // Only `settle` looks: it must not be overtaken.
    live: false,
    wrapWorkers: (workers) => ({
      ...workers,
      async readPhoto(path, ...more) {
        if (unplugs < 3) {
          unplugs += 1;
          await rename(folder, join(outside, 'unplugged'));
        }
        const isThere = await stat(folder).catch(() => undefined);
        if (isThere === undefined) throw driveFailure();
        return workers.readPhoto(path, ...more);
      },
    }),
  });
  const { catalog, ingest, folder, folderId, outside } = library;
  await writePhoto(join(folder, 'a.jpg'), 1);
  for (const offline of [1, 1, 1, 0]) {
    await ingest.settle([folderId]);
    expect(catalog.counts()).toMatchObject({ seen: 1, offline, states: { setAside: 0 } });
    if (offline === 1) await rename(join(outside, 'unplugged'), folder);
  }
  expect(catalog.counts().states.done).toBe(1);
});
