import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writePicture } from '../../test/support/pictures.ts';
import { LibraryInUseError, readEngineAddress } from './catalog/index.ts';
import { type Client, createClient } from './contract/client.ts';
import type { Progress } from './contract/library.ts';
import { type Engine, startEngine } from './engine.ts';
import { socketTransport } from './http/index.ts';
import { WorkersUnavailableError } from './workers/types.ts';

/** A real engine on a real library, asked through both doors. */
let top: string;
let pictures: string;
let libraryPath: string;
let engine: Engine;
let client: Client;
const logged: string[] = [];
const log = (line: string) => void logged.push(line);

beforeAll(async () => {
  top = mkdtempSync(join(tmpdir(), 'afterimage-engine-'));
  pictures = join(top, 'pictures');
  libraryPath = join(top, 'library');
  mkdirSync(join(pictures, 'more'), { recursive: true });
  const names = ['a.jpg', 'b.png', 'more/c.tiff'];
  await Promise.all(names.map((name, number) => writePicture(join(pictures, name), number)));
  await writePicture(join(top, 'outside.jpg'), 1);
  engine = await start();
  client = createClient(socketTransport(engine.socketPath));
});
afterAll(async () => {
  await engine.close();
  rmSync(top, { recursive: true });
});

const start = () => startEngine({ libraryPath, log, watch: false, validateAnswers: true });

test('one engine owns a library, and says where it listens', async () => {
  await expect(start()).rejects.toThrow(LibraryInUseError);
  expect(readEngineAddress(libraryPath)?.socket).toBe(engine.socketPath);
  expect(statSync(join(engine.socketPath, '..')).mode & 0o077).toBe(0);
});

test('a model without its manifest is a clear error', async () => {
  const modelPath = join(top, 'no-model');
  const starting = startEngine({ libraryPath: join(top, 'unmade'), log, workers: { modelPath } });
  await expect(starting).rejects.toThrow(join(modelPath, 'manifest.json'));
  await expect(starting).rejects.toThrow(WorkersUnavailableError);
});

describe('over the socket', () => {
  test('index, then index again: the second time nothing is encoded', async () => {
    const first = await client.call('trustedIndex', { folders: [pictures] });
    expect(first).toMatchObject({ seen: 3, encoded: 3, reused: 0, setAside: [] });
    const again = await client.call('trustedIndex', {
      folders: [pictures, join(pictures, 'more')],
    });
    expect(again).toMatchObject({ seen: 3, encoded: 0, reused: 3 });
    const part = await client.call('trustedIndex', { folders: [join(pictures, 'more')] });
    expect(part).toMatchObject({ seen: 1, encoded: 0, reused: 1 });
    expect(await client.call('status', {})).toMatchObject({
      seen: 3,
      states: { waiting: 0, reading: 0, done: 3, setAside: 0 },
      items: 3,
    });
    expect(await client.call('trustedCheck', {})).toEqual({ ok: true, problems: [] });
  });

  test('an example in the library or out of it finds its likes, and may be left out', async () => {
    const like = (path: string, leaveOutExamples: boolean) =>
      client.call('trustedSearch', { likeFiles: [path], leaveOutExamples, limit: 2 });
    const inside = join(pictures, 'b.png');
    const found = await like(inside, false);
    expect(found.results.map(({ rank, path }) => [rank, path])[0]).toEqual([1, inside]);
    const others = await like(inside, true);
    expect(others.results.map(({ rank }) => rank)).toEqual([1, 2]);
    expect(others.results.map(({ path }) => path)).not.toContain(inside);
    expect(others.results.map(({ likeness }) => likeness)).not.toContain('near');
    const saved = { path: inside, likeness: 'near', why: [{ kind: 'example' }] };
    expect((await like(join(top, 'outside.jpg'), true)).results[0]).toMatchObject(saved);
    copyFileSync(inside, join(top, 'copy.png'));
    const same = { path: inside, likeness: 'same', score: 1 };
    expect((await like(join(top, 'copy.png'), true)).results[0]).toMatchObject(same);
    const missing = like(join(top, 'gone.jpg'), false);
    await expect(missing).rejects.toMatchObject({ code: 'not-found' });
    await expect(like(top, false)).rejects.toMatchObject({ code: 'not-a-picture' });
  });

  test('a file is found by its name, and the answer says so', async () => {
    const { results } = await client.call('search', { text: 'c.tiff' });
    expect(results[0]).toMatchObject({
      path: join(pictures, 'more', 'c.tiff'),
      why: [{ kind: 'name', detail: expect.stringContaining('c.tiff') }, { kind: 'semantic' }],
    });
    const filtered = await client.call('search', { text: 'folder:more' });
    expect(filtered.results.map(({ path }) => path)).toEqual([join(pictures, 'more', 'c.tiff')]);
    const others = await client.call('search', { text: 'shapes -folder:more size:1B..' });
    expect(others.results).toHaveLength(2);
  });

  test('pages of one answer stay as they were while the library changes', async () => {
    const whole = await client.call('search', { text: 'shapes', limit: 10 });
    const first = await client.call('search', { text: 'shapes', paged: true, limit: 2 });
    expect(first.cursor).toEqual(expect.any(String));
    const late = join(top, 'late');
    mkdirSync(late);
    await writePicture(join(late, 'd.png'), 4);
    const folder = await client.call('addFolder', { path: late });
    await client.call('trustedIndex', { folders: [late] });
    const cursor = first.cursor ?? '';
    const next = await client.call('search', { cursor, limit: 2 });
    const ranksAndPaths = (answer: typeof first) =>
      answer.results.map(({ rank, path, score }) => [rank, path, score]);
    expect([...ranksAndPaths(first), ...ranksAndPaths(next)]).toEqual(ranksAndPaths(whole));
    expect([next.query, next.cursor]).toEqual(['shapes', null]);
    expect(first.matches + next.matches).toBe(whole.matches);
    // What has left since is left out, and the others keep their ranks.
    const again = await client.call('search', { text: 'shapes', paged: true, limit: 1 });
    const lateRank = (await client.call('search', { text: 'shapes', limit: 10 })).results.find(
      ({ path }) => path.endsWith('d.png'),
    )?.rank;
    await client.call('removeFolder', { folderId: folder.id });
    const rest = await client.call('search', { cursor: again.cursor ?? '', limit: 10 });
    const ranks = [...again.results, ...rest.results].map(({ rank }) => rank);
    expect(ranks.filter((rank) => rank !== lateRank)).toEqual(
      [1, 2, 3, 4].filter((rank) => rank !== lateRank),
    );
    await expect(client.call('search', { cursor: 'gone' })).rejects.toMatchObject({
      code: 'not-found',
    });
    const after = await client.call('search', { text: 'shapes', limit: 10 });
    expect(ranksAndPaths(after)).toEqual(ranksAndPaths(whole));
  });

  test('a part of a picture finds what that part shows, over both doors', async () => {
    const halves = join(top, 'halves');
    mkdirSync(halves);
    const [left, right] = await Promise.all(
      ['a.jpg', join('more', 'c.tiff')].map((name) =>
        sharp(join(pictures, name)).resize(300, 300, { fit: 'fill' }).png().toBuffer(),
      ),
    );
    await sharp({ create: { width: 600, height: 300, channels: 3, background: 'black' } })
      .composite([
        { input: left, left: 0, top: 0 },
        { input: right, left: 300, top: 0 },
      ])
      .jpeg({ quality: 95 })
      .toFile(join(halves, 'both.jpg'));
    const path = join(halves, 'both.jpg');
    const copy = join(halves, 'copy-of-it.jpg');
    copyFileSync(path, copy);
    const folder = await client.call('addFolder', { path: halves });
    await client.call('trustedIndex', { folders: [halves] });
    const both = await client.call('search', { text: 'name:both' });
    expect(both.results).toMatchObject([{ path, copies: [copy] }]);
    const likeFiles = [path];
    const same = { likeFiles, leaveOutExamples: true, limit: 1 };
    expect((await client.call('trustedSearch', same)).results[0]).toMatchObject({
      path: copy,
      likeness: 'same',
    });
    const momentId = both.results[0]?.momentId ?? 0;
    const half = { top: 0, width: 0.5, height: 1 };
    for (const [from, expected] of [
      [0, 'a.jpg'],
      [0.5, join('more', 'c.tiff')],
    ] as const) {
      const wanted = { results: [{ path: join(pictures, expected) }] };
      const limit = 1;
      const inside = await client.call('search', {
        regions: [{ momentId, left: from, ...half }],
        limit,
      });
      expect(inside).toMatchObject(wanted);
      const likeRegions = [{ path, left: from, ...half }];
      expect(await client.call('trustedSearch', { likeRegions, limit })).toMatchObject(wanted);
    }
    const scoreOf = async (unlikeFiles: string[]) => {
      const { results } = await client.call('trustedSearch', { text: 'shapes', unlikeFiles });
      return results.find((each) => each.path === path)?.score ?? 0;
    };
    expect(await scoreOf([path])).toBeLessThan(await scoreOf([]));
    await client.call('removeFolder', { folderId: folder.id });
  });

  test('a check finds what happened to the index and to a code, and both are mended', async () => {
    const database = new SqliteDatabase(join(libraryPath, 'catalog.sqlite'));
    const before = await client.rank({ text: 'shapes' });
    database.exec('UPDATE index_block SET columns = zeroblob(length(columns))');
    const first = await client.call('trustedCheck', {});
    expect(first.problems).toEqual([{ kind: 'index', what: expect.stringContaining('block 0') }]);
    expect(await client.call('trustedCheck', {})).toMatchObject({ ok: true, problems: [] });
    database.exec('UPDATE code SET code = zeroblob(length(code)) WHERE moment_id = 1');
    database.close();
    const second = await client.call('trustedCheck', {});
    expect(second.problems).toMatchObject([{ kind: 'code-differs', momentId: 1 }]);
    expect(await client.call('trustedCheck', {})).toMatchObject({ ok: true, problems: [] });
    const after = await client.rank({ text: 'shapes' });
    expect([after.momentIds, after.scores]).toEqual([before.momentIds, before.scores]);
    expect(logged.splice(0)).toEqual([expect.stringContaining('search index anew')]);
  });

  test('words, moments and dropped pictures make a query; nothing is the whole library', async () => {
    const everything = await client.rank({});
    expect([everything.meta.order, everything.itemIds.length]).toEqual(['all', 3]);
    const { uploadId } = await client.uploadPicture(
      new Uint8Array(readFileSync(join(top, 'outside.jpg'))),
    );
    const dropped = await client.call('search', { uploads: [uploadId], limit: 1 });
    expect(dropped.results[0]).toMatchObject({ path: join(pictures, 'b.png'), likeness: 'near' });
    expect(dropped.results[0]?.why).toEqual([{ kind: 'example', detail: expect.any(String) }]);
    const likeMoments = [dropped.results[0]?.momentId ?? 0];
    const both = await client.call('search', { text: 'shapes', likeMoments });
    expect(both.results).toHaveLength(3);
    expect(both.results[0]?.why.map((each) => each.kind)).toEqual(['semantic', 'example']);
    const [momentId = 0] = likeMoments;
    const away = await client.call('search', { text: 'shapes', unlikeMoments: likeMoments });
    expect(away.results[0]?.why.map((each) => each.detail)).toContain('unlike one picture');
    const whole = { momentId, left: 0, top: 0, width: 1, height: 1 };
    const part = await client.call('search', { regions: [whole] });
    expect(part.results[0]).toMatchObject({ momentId, why: [{ kind: 'example' }] });
    const beyond = client.rank({ regions: [{ ...whole, left: 0.5 }] });
    await expect(beyond).rejects.toMatchObject({ code: 'bad-request' });
    await expect(client.rank({ likeMoments: [999] })).rejects.toMatchObject({ code: 'not-found' });
    await expect(client.rank({ uploads: ['x'] })).rejects.toMatchObject({ code: 'not-found' });
    const text = new TextEncoder().encode('no picture');
    await expect(client.uploadPicture(text)).rejects.toMatchObject({ code: 'not-a-picture' });
    await expect(client.uploadPicture(new Uint8Array())).rejects.toMatchObject({
      code: 'bad-request',
    });
    await expect(client.uploadPicture(new Uint8Array(2 ** 26 + 1))).rejects.toMatchObject({
      code: 'too-large',
    });
  });

  test('an item has its detail, its paths and its pictures', async () => {
    const { results } = await client.call('search', { limit: 10 });
    for (const { itemId, momentId, path } of results) {
      const detail = await client.call('item', { itemId });
      expect(detail).toMatchObject({ kind: 'photo', paths: [path], offline: false });
      expect(detail.display).toBe(path.endsWith('.tiff') ? 'rendition' : 'original');
      expect((await client.call('trustedPaths', { itemId })).paths).toEqual([path]);
      const thumbnail = await media(`/media/thumbnails/${momentId}`);
      expect((await sharp(thumbnail.body).metadata()).format).toBe('webp');
      const photo = await media(`/media/photos/${itemId}`);
      const shown = await sharp(photo.body).metadata();
      expect([shown.width, shown.height]).toEqual([detail.width, detail.height]);
      if (detail.display === 'original') expect(photo.body).toEqual(readFileSync(path));
      else expect(photo.type).toBe('image/webp');
      expect((await media(`/media/videos/${itemId}`)).status).toBe(404);
    }
    await expect(client.call('item', { itemId: 999 })).rejects.toMatchObject({ code: 'not-found' });
    expect((await media('/media/thumbnails/999')).status).toBe(404);
  });

  test('folders come and go; the library itself is refused', async () => {
    const [folder] = await client.call('folders', {});
    expect(folder).toMatchObject({ path: pictures, files: 3, offline: false });
    const add = (path: string) => client.call('addFolder', { path });
    await expect(add(libraryPath)).rejects.toMatchObject({ code: 'inside-library' });
    await expect(add(join(pictures, 'a.jpg'))).rejects.toMatchObject({ code: 'not-a-folder' });
    await expect(add('pictures')).rejects.toMatchObject({ code: 'bad-request' });
    await expect(add(join(pictures, 'more'))).rejects.toMatchObject({ code: 'folder-refused' });
    const folderId = folder?.id ?? 0;
    await client.call('removeFolder', { folderId });
    expect((await client.rank({})).itemIds).toHaveLength(0);
    await expect(client.call('removeFolder', { folderId })).rejects.toMatchObject({
      code: 'not-found',
    });
    // A part first, then the whole that holds it.
    await add(join(pictures, 'more'));
    await add(pictures);
    expect(await client.call('folders', {})).toHaveLength(1);
    expect(await client.call('trustedIndex', { folders: [pictures] })).toMatchObject({
      encoded: 0,
    });
    expect((await client.rank({})).itemIds).toHaveLength(3);
  });

  test('progress comes as events: the present first, then each change', async () => {
    const ending = new AbortController();
    const seen: Progress[] = [];
    for await (const progress of client.progressEvents(ending.signal)) {
      seen.push(progress);
      if (seen.length === 1) await client.call('pause', {});
      if (progress.hold?.why === 'paused') ending.abort();
    }
    expect(seen[0]?.hold).toBe(null);
    const folders = [pictures];
    expect(await client.call('trustedIndex', { folders })).toMatchObject({ resumed: true });
    expect(await client.call('trustedIndex', { folders })).not.toHaveProperty('resumed');
    await client.call('pause', {});
    expect((await client.call('resume', {})).hold).toBe(null);
  });

  test('the about page has every licence', async () => {
    const about = await client.call('about', {});
    expect(about.libraryPath).toBe(libraryPath);
    expect(about.model.licenceText.length).toBeGreaterThan(100);
    expect(about.ffmpeg.configuration).toContain('--');
  });
});

describe('over the browser door', () => {
  async function enter(): Promise<{ base: string; cookie: string }> {
    const { url } = await client.call('trustedBrowserDoor', {});
    const answer = await fetch(url, { redirect: 'manual' });
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    return { base: new URL(url).origin, cookie };
  }

  test('with the cookie in, without it out; a restarted engine honours it', async () => {
    const { base, cookie } = await enter();
    expect((await fetch(`${base}/api/status`)).status).toBe(401);
    const status = await fetch(`${base}/api/status`, { headers: { cookie } });
    expect(await status.json()).toMatchObject({ seen: 3 });
    expect(
      (await fetch(`${base}/trusted/check`, { method: 'POST', headers: { cookie } })).status,
    ).toBe(404);
    expect(statSync(join(libraryPath, 'browser.key')).mode & 0o777).toBe(0o600);
    await engine.close();
    engine = await start();
    client = createClient(socketTransport(engine.socketPath));
    const { url } = await client.call('trustedBrowserDoor', { port: Number(new URL(base).port) });
    expect(new URL(url).origin).toBe(base);
    expect((await fetch(`${base}/api/status`, { headers: { cookie } })).status).toBe(200);
  });

  test('a second use of a link is refused; a second link works', async () => {
    const { url } = await client.call('trustedBrowserDoor', {});
    const use = (address: string) => fetch(address, { redirect: 'manual' });
    expect((await use(url)).status).toBe(302);
    expect((await use(url)).status).toBe(401);
    expect((await use((await client.call('trustedBrowserDoor', {})).url)).status).toBe(302);
  });

  test('a name that somebody points at this computer is refused', async () => {
    const { base, cookie } = await enter();
    const { port } = new URL(base);
    const status = await new Promise((resolve, reject) => {
      const headers = { host: `evil.example:${port}`, cookie };
      httpRequest({ host: '127.0.0.1', port, path: '/api/status', headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .once('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  test('two ports are two doors; a port of another program is a clear error', async () => {
    const { base } = await enter();
    const taken = Number(new URL(base).port);
    const other = await startEngine({ libraryPath: join(top, 'other'), log, watch: false });
    try {
      const otherClient = createClient(socketTransport(other.socketPath));
      const asked = otherClient.call('trustedBrowserDoor', { port: taken });
      await expect(asked).rejects.toMatchObject({ code: 'port-in-use' });
      await expect(asked).rejects.toThrow(String(taken));
      await otherClient.call('trustedBrowserDoor', {});
    } finally {
      await other.close();
    }
  });
});

test('stopped by a request it leaves no child, no socket and no lock behind', async () => {
  await client.call('search', { text: 'shapes' });
  const children = engine.processIds();
  expect(children.length).toBeGreaterThan(0);
  await client.call('trustedStop', {});
  await engine.closed;
  for (const child of children) expect(() => process.kill(child, 0)).toThrow('ESRCH');
  expect(existsSync(engine.socketPath)).toBe(false);
  expect(readEngineAddress(libraryPath)).toBeUndefined();
  await expect(client.call('status', {})).rejects.toMatchObject({ code: 'unreachable' });
  engine = await start();
  expect(logged).toEqual([]);
});

async function media(path: string): Promise<{ status: number; type: string; body: Buffer }> {
  const answer = await socketTransport(engine.socketPath)({
    method: 'GET',
    path,
    headers: {},
    body: undefined,
    signal: undefined,
  });
  const body = Buffer.from(await answer.arrayBuffer());
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', body };
}
