/** The disk with the library is full: told, nothing is lost, and all goes on when there is room. */
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import SqliteDatabase from 'better-sqlite3';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { openCatalog } from '../../main/engine/catalog/index.ts';
import { applyMigrations } from '../../main/engine/catalog/migrate.ts';
import { catalogMigrations } from '../../main/engine/catalog/migrations/index.ts';
import { type Client, createClient, mediaPath } from '../../main/engine/contract/client.ts';
import { type Engine, startEngine } from '../../main/engine/engine.ts';
import { socketTransport } from '../../main/engine/http/index.ts';
import { model } from '../support/builtin-model.ts';
import { isLong, scaled } from '../support/fault-scale.ts';
import { fingerprints } from '../support/fingerprints.ts';
import { libraryPicture } from '../support/library-picture.ts';
import { drawScene, makeClip } from '../support/make-clip.ts';
import { writePicture } from '../support/pictures.ts';
import { noSmallDisk, type SmallDisk, smallDisk } from '../support/small-disk.ts';

const mebibyte = 2 ** 20;
const photos = scaled({ short: 60, long: 300 });
const leftOut = noSmallDisk === null ? '' : ` (left out: ${noSmallDisk})`;
const onSmallDisk = test.skipIf(noSmallDisk !== null);

let root: string;
let folder: string;
let disk: SmallDisk;
let library: string;
const log: string[] = [];

beforeEach(async () => {
  if (noSmallDisk !== null) return;
  root = await realpath(await mkdtemp(join(tmpdir(), 'afterimage-full-')));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  disk = smallDisk(join(root, 'disk'), 64 * mebibyte);
  library = join(disk.path, 'library');
  folder = join(root, 'folder');
  mkdirSync(folder);
  log.length = 0;
});

async function start(libraryPath: string): Promise<{ engine: Engine; client: Client }> {
  const engine = await startEngine({ libraryPath, log: (line) => log.push(line), watch: false });
  onTestFinished(() => engine.close());
  return { engine, client: createClient(socketTransport(engine.socketPath)) };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(100);
}

onSmallDisk(`indexing stops, says so, and goes on by itself${leftOut}`, async () => {
  for (let number = 0; number < photos; number += 1) {
    await writePicture(join(folder, `photo-${number}.jpg`), number);
  }
  const scenes = Array.from({ length: 40 }, (_, scene) =>
    drawScene(scene + 1, { width: 96, height: 64, durationMs: 2_000 }),
  );
  await makeClip(join(folder, 'clip.mp4'), scenes, { framesPerSecond: 5, gopFrames: 10 });
  const before = await fingerprints(folder);
  const undisturbed = await start(join(root, 'undisturbed'));
  await undisturbed.client.call('trustedIndex', { folders: [folder] });
  await undisturbed.engine.close();

  const { engine, client } = await start(library);
  // Room for some photos at a time, over and over.
  for (const left of [1, 0.2, 0].map((share) => share * mebibyte)) {
    disk.leave(left);
    const indexing = client.call('trustedIndex', { folders: [folder] });
    await expect(indexing).rejects.toThrow(/full/);
    expect((await client.call('progress', {})).trouble).toMatch(/full/);
    const { states, seen } = await client.call('status', {});
    expect(states.waiting + states.reading + states.done).toBe(seen);
    expect(states.setAside).toBe(0);
    const found = await client.call('search', { text: 'circles' });
    expect(found.results.length > 0).toBe(states.done > 0);
    expect((await client.call('trustedCheck', {})).problems).toEqual([]);
  }
  disk.free();
  // By itself it looks every minute.
  if (!isLong) await client.call('resume', {});
  await until(async () => (await client.call('status', {})).states.done === photos + 1);
  expect(await client.call('trustedCheck', {})).toEqual({ ok: true, problems: [] });
  expect((await client.call('progress', {})).trouble).toBeNull();
  await engine.close();
  expect(libraryPicture(library)).toEqual(libraryPicture(join(root, 'undisturbed')));
  expect(await fingerprints(folder)).toEqual(before);
});

/** Of an earlier schema, with enough in it to be worth a backup. */
function makeEarlierLibrary(version: number): { path: string; sizeBytes: number; rows: string } {
  mkdirSync(library, { recursive: true });
  const path = join(library, 'catalog.sqlite');
  const database = new SqliteDatabase(path);
  const until = catalogMigrations.filter((each) => each.version <= version);
  applyMigrations(database, until);
  database.pragma('journal_mode = WAL');
  database.exec(`
    INSERT INTO volume (volume_id, device) VALUES (1, '1');
    INSERT INTO folder (folder_id, volume_id, path) VALUES (1, 1, '/photos');
    INSERT INTO model (model_id, name, version, code_bits, dimension, current)
      VALUES (1, '${model.name}', '${model.version}', ${model.codeBits}, ${model.dimension}, 1);
    WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 4000)
      INSERT INTO content (content_id, sha256, size_bytes, kind, width, height, format,
        browser_shows, date_ms, moment_count)
      SELECT n, randomblob(32), 1000 + n, 'photo', 4, 3, 'jpeg', 1, n, 1 FROM number;
    INSERT INTO item (item_id, content_id, visible, created_ms)
      SELECT content_id, content_id, 1, 1 FROM content;
    INSERT INTO file (folder_id, path, kind, size_bytes, modified_ns, modified_ms, state, item_id,
        content_id)
      SELECT 1, '/photos/' || content_id || '.jpg', 'photo', size_bytes, '1', 1, 'done',
        content_id, content_id FROM content;
    INSERT INTO moment (moment_id, content_id, number, shot)
      SELECT content_id, content_id, 0, 0 FROM content;
    INSERT INTO coding SELECT content_id, 1 FROM content;
    INSERT INTO code (moment_id, model_id, code, vector)
      SELECT moment_id, 1, randomblob(${model.codeBits / 8}), randomblob(${model.dimension})
      FROM moment;`);
  const rows = digestOf(database);
  database.close();
  return { path, sizeBytes: statSync(path).size, rows };
}

/** Of what an upgrade must not lose. */
function digestOf(database: SqliteDatabase.Database): string {
  const asked = `SELECT count(*) || ' ' || sum(content_id) || ' ' || sum(unicode(hex(code))) || ' '
    || min(path) || max(path) FROM file JOIN moment USING (content_id) JOIN code USING (moment_id)`;
  return String(database.prepare(asked).pluck().get());
}

onSmallDisk(`an upgrade without room changes nothing and says how much it needs${leftOut}`, () => {
  const newest = catalogMigrations.at(-1)?.version ?? 0;
  const { path, sizeBytes, rows } = makeEarlierLibrary(2);
  const outcomes: string[] = [];
  for (const share of [0, 0.5, 1.5, 2.9, 3.1, 3.6, 4.5, 6]) {
    disk.leave(share * sizeBytes);
    try {
      openCatalog({ libraryPath: library, model, log: () => {} }).close();
      outcomes.push(`${share} opened`);
    } catch (error) {
      outcomes.push(`${share} refused`);
      expect(error).toMatchObject({ code: 'library-disk-full' });
      expect(String(error)).toMatch(/full|free space/);
    }
    disk.free();
    const database = new SqliteDatabase(path);
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(digestOf(database)).toBe(rows);
    expect(database.pragma('user_version', { simple: true })).toBeLessThanOrEqual(newest);
    database.close();
    const halves = readdirSync(library, { recursive: true }).map(String);
    expect(halves.filter((name) => /unfinished|half/.test(name))).toEqual([]);
  }
  console.info(`free space in sizes of the library: ${outcomes.join(', ')}`);
  expect(outcomes[0]).toBe('0 refused');
  const catalog = openCatalog({ libraryPath: library, model });
  const problems = catalog.check().problems.filter(({ kind }) => kind !== 'missing-thumbnail');
  expect(problems).toEqual([]);
  expect(catalog.counts().states.waiting).toBe(4000);
  catalog.close();
});

onSmallDisk(`forgetting without room stops between two steps, and goes on${leftOut}`, () => {
  makeEarlierLibrary(2);
  const catalog = openCatalog({ libraryPath: library, model });
  onTestFinished(() => catalog.close());
  const { removeFolder, forgetHidden, purge, check, counts, hidden } = catalog;
  removeFolder(1);
  forgetHidden(1);
  expect(hidden().items).toBe(4000);
  disk.leave(0);
  expect(() => {
    while (purge());
  }).toThrow(/full/);
  const left = hidden().items;
  const problems = () => check().problems.filter(({ kind }) => kind !== 'missing-thumbnail');
  expect(problems()).toEqual([]);
  disk.free();
  expect(hidden().items).toBe(left);
  while (purge());
  expect([hidden().items, counts().seen, counts().items]).toEqual([0, 0, 0]);
  expect(check()).toEqual({ ok: true, problems: [] });
});

onSmallDisk(`what a browser cannot show is shown all the same${leftOut}`, async () => {
  await writePicture(join(folder, 'scan.tiff'), 1);
  const scene = drawScene(1, { width: 96, height: 64, durationMs: 2_000 });
  await makeClip(join(folder, 'old.avi'), [scene], { codec: 'mpeg4' });
  const { engine, client } = await start(library);
  await client.call('trustedIndex', { folders: [folder] });
  disk.leave(0);
  const { itemIds } = await client.rank({ text: '' });
  expect(itemIds).toHaveLength(2);
  for (const itemId of itemIds) {
    const { shownAs } = await client.call('item', { itemId });
    const path = mediaPath(shownAs === 'image' ? 'photo' : 'video', { itemId, fromMs: 0 });
    const asked = { method: 'GET', path, headers: {}, body: undefined, signal: undefined };
    const answer = await socketTransport(engine.socketPath)(asked);
    expect([answer.status, shownAs]).toEqual([200, shownAs]);
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(500);
  }
  // What a person adds is refused with the reason, and is not half there.
  const [itemId = 0] = itemIds;
  const change = { rating: 5, addTags: [], removeTags: [], addToAlbums: [], removeFromAlbums: [] };
  await expect(client.call('annotate', { itemIds: [itemId], change })).rejects.toThrow(/full/);
  expect((await client.call('item', { itemId })).annotations.rating).toBe(0);
  disk.free();
  expect(await client.call('trustedCheck', {})).toEqual({ ok: true, problems: [] });
});
