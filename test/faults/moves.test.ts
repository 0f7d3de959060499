/**
 * What people do with their folders, through the program: nothing is encoded twice, nothing that was
 * added is lost, and no original is touched.
 */
import { createHash } from 'node:crypto';
import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readEngineAddress } from '../../main/engine/catalog/index.ts';
import type { LibraryStatus } from '../../main/engine/contract/activity.ts';
import { type Client, createClient } from '../../main/engine/contract/client.ts';
import type { CheckReport, IndexSummary } from '../../main/engine/contract/library.ts';
import { socketTransport } from '../../main/engine/http/index.ts';
import { makeOld, photoBytes } from '../support/photo-files.ts';
import { json, type Served, serve } from '../support/program.ts';

let root: string;
let library: string[];
let served: Served | undefined;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'afterimage-moves-')));
  library = ['--library', join(root, 'library')];
  for (const name of ['one', 'two']) await mkdir(join(root, name));
});
afterEach(async () => {
  await served?.stop();
  served = undefined;
  await rm(root, { recursive: true, force: true });
});

async function writePhotos(folder: string, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const path = join(folder, `${number}.jpg`);
    await writeFile(path, await photoBytes(number));
    await makeOld(path);
  }
}

/** Bytes and time of each file, by its name: moving changes neither. */
async function originals(...folders: string[]): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  for (const folder of folders) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const digest = createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
      all.set(entry.name, `${digest} ${(await stat(path, { bigint: true })).mtimeNs}`);
    }
  }
  return all;
}

const index = (...folders: string[]) => json<IndexSummary>(['index', ...folders, ...library]);
const status = () => json<LibraryStatus>(['status', ...library]);
const engine = (): Client =>
  createClient(socketTransport(readEngineAddress(library[1] ?? '')?.socket ?? ''));

/** Paths of what has a tag, or of what words find. */
async function found(text: string, limit = 2_000): Promise<string[]> {
  const query = ['search', text, '--strictness', 'all', '--limit', `${limit}`];
  const answer = await json<{ results: { path: string }[] }>([...query, ...library]);
  return answer.results.map(({ path }) => path).toSorted();
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 120_000; !(await isSo()); ) {
    if (Date.now() > end) throw new Error(`not within two minutes: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function expectSound(): Promise<void> {
  const { ok, problems } = await json<CheckReport>(['check', ...library]);
  expect([ok, problems]).toEqual([true, []]);
}

/** Grows with each moment that is stored: nothing else tells that something was encoded live. */
function lastMoment(): number | undefined {
  const catalog = new SqliteDatabase(join(library[1] ?? '', 'catalog.sqlite'), { readonly: true });
  try {
    return catalog.prepare<[], number>('SELECT max(moment_id) FROM moment').pluck().get();
  } finally {
    catalog.close();
  }
}

const names = (count: number, folder: string) =>
  Array.from({ length: count }, (_, number) => join(folder, `${number}.jpg`)).toSorted();

async function moveAll(from: string, to: string): Promise<void> {
  for (const name of await readdir(from)) await rename(join(from, name), join(to, name));
}

test('a thousand photos moved to another watched folder, the program closed and then open', async () => {
  const [one, two] = [join(root, 'one'), join(root, 'two')];
  const photos = 1_000;
  await writePhotos(one, photos);
  expect(await index(one, two)).toMatchObject({ seen: photos, encoded: photos });
  await json(['mark', ...names(photos, one), '--tag', 'kept', '--rating', '4', ...library]);
  const before = await originals(one);
  const moment = lastMoment();

  await moveAll(one, two);
  expect(await index(one, two)).toMatchObject({ seen: photos, encoded: 0, reused: photos });
  expect(await found('tag:kept rating:4')).toEqual(names(photos, two));

  served = await serve(library);
  const moments = async () => (await engine().call('progress', {})).moments;
  await until(async () => (await moments()) === photos);
  await moveAll(two, one);
  await until(async () => (await found('tag:kept rating:4')).every((path) => path.startsWith(one)));
  expect(await index(one, two)).toMatchObject({ seen: photos, encoded: 0, reused: photos });
  expect(await found('tag:kept rating:4')).toEqual(names(photos, one));
  expect(await status()).toMatchObject({ items: photos, moments: photos, hidden: { items: 0 } });
  expect(lastMoment()).toBe(moment);
  expect(await originals(one, two)).toEqual(before);
  await expectSound();
});

test('deleted, then restored from a backup with another time: the same photo with its tags', async () => {
  const one = join(root, 'one');
  await writePhotos(one, 3);
  await index(one);
  await json(['mark', join(one, '1.jpg'), '--tag', 'kept', ...library]);
  const backup = join(root, 'backup.jpg');
  await copyFile(join(one, '1.jpg'), backup);
  await rm(join(one, '1.jpg'));
  expect(await index(one)).toMatchObject({ seen: 2, encoded: 0 });
  expect(await status()).toMatchObject({ items: 2, hidden: { items: 1 } });
  expect(await found('tag:kept')).toEqual([]);
  await copyFile(backup, join(one, 'restored.jpg'));
  await utimes(join(one, 'restored.jpg'), 1_000_000_000, 1_000_000_000);
  expect(await index(one)).toMatchObject({ seen: 3, encoded: 0, reused: 3 });
  expect(await found('tag:kept')).toEqual([join(one, 'restored.jpg')]);
  expect(await status()).toMatchObject({ items: 3, hidden: { items: 0 } });
  await expectSound();
});

test('two copies are one photo; an edited file keeps its tags', async () => {
  const [one, two] = [join(root, 'one'), join(root, 'two')];
  await writePhotos(one, 2);
  await copyFile(join(one, '0.jpg'), join(two, 'copy.jpg'));
  expect(await index(one, two)).toMatchObject({ seen: 3, encoded: 2, reused: 1 });
  expect((await status()).items).toBe(2);
  await json(['mark', join(one, '1.jpg'), '--tag', 'kept', ...library]);
  await writeFile(join(one, '1.jpg'), await photoBytes(77));
  await makeOld(join(one, '1.jpg'), 30);
  expect(await index(one, two)).toMatchObject({ encoded: 1 });
  expect(await found('tag:kept')).toEqual([join(one, '1.jpg')]);
  expect((await status()).items).toBe(2);
  await expectSound();
});

test('a watched folder renamed while the program runs, hidden while it is closed, and relocated', async () => {
  const [one, renamed, elsewhere] = ['one', 'renamed', 'elsewhere/far'].map((name) =>
    join(root, name),
  ) as [string, string, string];
  await writePhotos(one, 20);
  await index(one);
  await json(['mark', ...names(20, one), '--tag', 'kept', ...library]);
  const before = await originals(one);

  served = await serve(library);
  await until(async () => (await engine().call('folders', {}))[0]?.offline === false);
  await rename(one, renamed);
  await until(async () => (await engine().call('folders', {}))[0]?.path === renamed);
  expect(await found('tag:kept')).toEqual(names(20, renamed));
  await served.stop();
  served = undefined;

  // Further than anybody would look for it.
  await mkdir(join(root, 'elsewhere'));
  await rename(renamed, elsewhere);
  served = await serve(library);
  await until(async () => (await status()).offline === 20);
  expect(await status()).toMatchObject({ items: 20, hidden: { items: 0 } });
  // It is searched as before, by what was added and by what it shows.
  expect(await found('tag:kept')).toHaveLength(20);
  expect(await found('a red picture')).toHaveLength(20);
  const added = await engine().call('addFolder', { path: elsewhere });
  expect(added.resembles).toMatchObject({ path: renamed });
  await json(['relocate', renamed, elsewhere, ...library]);
  expect(await engine().call('folders', {})).toMatchObject([
    { path: elsewhere, files: 20, offline: false },
  ]);
  expect(await index(elsewhere)).toMatchObject({ seen: 20, encoded: 0, reused: 20 });
  expect(await found('tag:kept')).toEqual(names(20, elsewhere));
  expect(await originals(elsewhere)).toEqual(before);
  await expectSound();
});
