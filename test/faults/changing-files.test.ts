/** What somebody does to a file or its folder while it is being read. Real files, children, catalogue. */
import { mkdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FileIdentity } from '../../main/engine/workers/types.ts';
import { scaled } from '../support/fault-scale.ts';
import { makeOld, makePipe, photoBytes, writePhoto } from '../support/photo-files.ts';
import { makeTestLibrary, type TestLibrary } from '../support/test-library.ts';

const photos = 4;
type Disturb = (path: string, folder: string) => Promise<void>;
type Moment = 'before its hash' | 'before its decoding' | 'after its decoding';

/** `disturb` happens once, at that moment of reading `trip/victim.jpg`; beside it lie other photos. */
async function disturbed(moment: Moment, disturb: Disturb): Promise<TestLibrary> {
  let isDone = false;
  const during = async (now: Moment, path: string) => {
    if (now !== moment || isDone || !path.endsWith('victim.jpg')) return;
    isDone = true;
    await disturb(path, join(path, '..'));
  };
  const library = await makeTestLibrary({
    wrapWorkers: (workers) => ({
      ...workers,
      async readPhoto(path, isWanted, options) {
        await during('before its hash', path);
        const decide = async (identity: FileIdentity) => {
          await during('before its decoding', path);
          return isWanted(identity);
        };
        const read = await workers.readPhoto(path, decide, options);
        await during('after its decoding', path);
        return read;
      },
    }),
  });
  const { folder, folderId, ingest } = library;
  await mkdir(join(folder, 'trip'));
  for (let number = 0; number < photos; number += 1) {
    await writePhoto(join(folder, `${number}.jpg`), number);
    await writePhoto(join(folder, 'trip', `${number}.jpg`), 100 + number);
  }
  await writePhoto(join(folder, 'trip', 'victim.jpg'), 1_000);
  await ingest.settle([folderId]);
  expect(isDone).toBe(true);
  // What it found then it finds by itself; this only says when.
  await ingest.settle([folderId]);
  return library;
}

const outcomes: [what: string, Disturb, { seen: number; reason: RegExp | null }][] = [
  [
    'cut off',
    async (path) => {
      await truncate(path, 200);
      await makeOld(path, 30);
    },
    { seen: 9, reason: /damaged/ },
  ],
  [
    'emptied',
    async (path) => {
      await writeFile(path, '');
      await makeOld(path, 30);
    },
    { seen: 9, reason: /empty/ },
  ],
  [
    'replaced by another picture',
    async (path) => {
      await writePhoto(`${path}.new`, 2_000);
      await rename(`${path}.new`, path);
    },
    { seen: 9, reason: null },
  ],
  [
    'written over while it is read, with its time kept',
    async (path) => {
      await writeFile(path, Buffer.concat([await photoBytes(3_000), Buffer.from('and more')]));
      await makeOld(path);
    },
    { seen: 9, reason: null },
  ],
  ['deleted', (path) => rm(path), { seen: 8, reason: null }],
  [
    'replaced by a named pipe',
    async (path) => {
      await rm(path);
      await makePipe(path);
    },
    { seen: 9, reason: /not an ordinary file/ },
  ],
  [
    'replaced by a folder of its name',
    async (path) => {
      await rm(path);
      await mkdir(path);
      await writePhoto(join(path, 'inner.jpg'), 4_000);
    },
    { seen: 9, reason: null },
  ],
  [
    'moved away with its folder',
    (_, folder) => rename(folder, `${folder} 2`),
    { seen: 9, reason: null },
  ],
  [
    'deleted with its folder',
    (_, folder) => rm(folder, { recursive: true }),
    { seen: 4, reason: null },
  ],
];

const moments = scaled<readonly Moment[]>({
  short: ['before its decoding'],
  long: ['before its hash', 'before its decoding', 'after its decoding'],
});

describe.each(moments)('%s a photo is', (moment) => {
  test.each(outcomes)('%s', async (_, disturb, { seen, reason }) => {
    const { catalog, log } = await disturbed(moment, disturb);
    const { states, setAside } = catalog.status();
    const aside = reason === null ? 0 : 1;
    expect(states).toEqual({ waiting: 0, reading: 0, done: seen - aside, setAside: aside });
    expect(setAside.map((one) => one.reason)).toEqual(
      reason === null ? [] : [expect.stringMatching(reason)],
    );
    expect(catalog.counts().items).toBe(seen - aside);
    expect(catalog.check()).toMatchObject({ ok: true, problems: [] });
    expect(log.filter((line) => line.includes('failed'))).toEqual([]);
  });
});
