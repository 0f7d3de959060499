import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ItemRecord } from '../catalog/types.ts';
import { saysNothing } from '../contract/file-says.ts';
import type { Progress } from '../contract/library.ts';
import { type FilePart, type RenderedVideo, WorkerError } from '../workers/types.ts';
import { createApplication } from './application.ts';
import { type Door, openSocketDoor } from './doors.ts';
import { createHandlers } from './handlers.ts';
import { createPages } from './pages.ts';
import { createRenditions } from './renditions.ts';
import type { Services } from './services.ts';
import { socketTransport } from './socket-transport.ts';
import { createUploads } from './uploads.ts';

/** A real server over stand-ins of the rooms: what a client that goes away leaves behind. */
let folder: string;
let socketPath: string;
let door: Door;
let rendered: { path: string; fromMs: number; part: FilePart | undefined; stream: Readable }[];
let motion: FilePart | null;
let renderedPhotos: number;
let listeners: Set<(progress: Progress) => void>;
let files: ItemRecord['files'];

const progress = { seen: 1, hold: null } as Progress;

const film = { format: 'mov,mp4,m4a,3gp,3g2,mj2', codec: 'h264' };

function standIns(): Services {
  const item = (
    kind: 'photo' | 'video',
    browserShows: boolean,
    { format, codec }: Pick<ItemRecord['metadata'], 'format' | 'codec'> = film,
  ): ItemRecord => ({
    itemId: 1,
    kind,
    metadata: {
      ...saysNothing,
      width: 4,
      height: 3,
      durationMs: null,
      format,
      codec,
      browserShows,
    },
    sizeBytes: 5,
    files,
    moments: [],
  });
  const items = [
    item('photo', false, { format: 'tiff', codec: null }),
    item('video', true),
    item('video', false),
    item('video', true, { format: 'gif', codec: null }),
  ];
  return {
    catalog: { item: (itemId: number) => items[itemId - 1] },
    ingest: {
      progress: () => progress,
      onProgress: (listener: (progress: Progress) => void) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    workers: {
      async renderPhoto() {
        renderedPhotos += 1;
        return Uint8Array.of(1, 2, 3);
      },
      findMotion: async () => motion,
      async renderVideo(path: string, fromMs: number, part?: FilePart): Promise<RenderedVideo> {
        if (fromMs === 99) throw new WorkerError('damaged-video', 'no index');
        const stream = new Readable({ read: () => stream.push(new Uint8Array(65_536)) });
        rendered.push({ path, fromMs, part, stream });
        return { contentType: 'video/mp4', stream };
      },
    },
    renditions: createRenditions(join(folder, 'renditions'), 1_000_000),
    uploads: createUploads(),
    pages: createPages(),
    parts: undefined as never,
  } as unknown as Services;
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'afterimage-media-'));
  mkdirSync(join(folder, 'files'));
  writeFileSync(join(folder, 'files', 'film'), '0123456789');
  files = [
    { path: join(folder, 'gone'), offline: true },
    { path: join(folder, 'files', 'film'), offline: false },
  ];
  [rendered, renderedPhotos, listeners, motion] = [[], 0, new Set(), null];
  socketPath = join(folder, 's');
  const app = createApplication({
    handlers: createHandlers(standIns()),
    door: 'trusted',
    version: '1',
    log: (line) => expect.fail(line),
    page: async () => undefined,
  });
  door = await openSocketDoor(app, socketPath);
});
afterEach(async () => {
  await door.close();
  rmSync(folder, { recursive: true });
});

const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  socketTransport(socketPath)({ method, path, headers, body: undefined, signal: undefined });

/** Opens the answer, waits for its first bytes and goes away. */
function openAndLeave(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, path, agent: false }, (incoming) => {
      incoming.on('error', () => undefined);
      incoming.once('data', () => {
        outgoing.destroy();
        resolve();
      });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

test('an original video goes out by ranges, from the place that is reachable', async () => {
  const answer = await ask('/media/videos/2', { range: 'bytes=2-4' });
  expect([answer.status, answer.headers.get('content-range')]).toEqual([206, 'bytes 2-4/10']);
  expect(answer.headers.get('content-type')).toBe('video/mp4');
  expect(await answer.text()).toBe('234');
  expect((await ask('/media/videos/2', { range: 'bytes=10-' })).status).toBe(416);
  const head = await ask('/media/videos/2', {}, 'HEAD');
  expect([head.headers.get('content-length'), await head.text()]).toEqual(['10', '']);
});

test('a rendition is made from the asked moment and ends with the client', async () => {
  await openAndLeave('/media/videos/3?fromMs=1500');
  expect(rendered).toMatchObject([{ path: files[1]?.path, fromMs: 1500 }]);
  while (!rendered[0]?.stream.destroyed) await sleep(5);
  await ask('/media/videos/3', {}, 'HEAD');
  expect(rendered).toHaveLength(1);
});

test('a rendition that fails says why', async () => {
  const answer = await ask('/media/videos/3?fromMs=99');
  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({
    code: 'cannot-show',
    message: expect.stringContaining('damaged: no index'),
  });
});

test('a photo is rendered once, and again when its file has changed', async () => {
  const first = await ask('/media/photos/1');
  expect([first.headers.get('content-type'), renderedPhotos]).toEqual(['image/webp', 1]);
  const etag = first.headers.get('etag') ?? '';
  expect((await ask('/media/photos/1', { 'if-none-match': etag })).status).toBe(304);
  expect(renderedPhotos).toBe(1);
  writeFileSync(files[1]?.path ?? '', 'changed');
  await ask('/media/photos/1');
  expect(renderedPhotos).toBe(2);
  expect(existsSync(join(folder, 'renditions'))).toBe(true);
});

test('a picture that moves goes out as the image it is, and as no video', async () => {
  const answer = await ask('/media/photos/4');
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/gif']);
  expect(await answer.text()).toBe('0123456789');
  expect((await ask('/media/videos/4')).status).toBe(404);
  expect((await ask('/media/photos/2')).status).toBe(404);
});

test('the video inside a motion photo is told of and goes out as a rendition', async () => {
  expect(await (await ask('/api/items/1/motion')).json()).toEqual({ hasMotion: false });
  expect((await ask('/media/motions/1')).status).toBe(404);
  motion = { start: 4, end: 10 };
  expect(await (await ask('/api/items/1/motion')).json()).toEqual({ hasMotion: true });
  await openAndLeave('/media/motions/1');
  expect(rendered).toMatchObject([{ path: files[1]?.path, fromMs: 0, part: motion }]);
  while (!rendered[0]?.stream.destroyed) await sleep(5);
  expect((await ask('/api/items/2/motion')).status).toBe(404);
});

test('a file on an unplugged drive is named', async () => {
  files = files.slice(0, 1);
  await door.close();
  const app = createApplication({
    handlers: createHandlers(standIns()),
    door: 'trusted',
    version: '1',
    log: (line) => expect.fail(line),
    page: async () => undefined,
  });
  door = await openSocketDoor(app, socketPath);
  for (const path of ['/media/photos/1', '/media/videos/2', '/media/videos/3']) {
    const answer = await ask(path);
    expect([answer.status, await answer.json()]).toMatchObject([
      503,
      { code: 'offline', message: expect.stringContaining(join(folder, 'gone')) },
    ]);
  }
});

test('a listener leaves with its client, and a closing door does not wait for those that stay', async () => {
  await openAndLeave('/api/events');
  while (listeners.size > 0) await sleep(5);
  const staying = await ask('/api/events');
  expect(staying.headers.get('content-type')).toBe('text/event-stream');
  const reading = staying.text().catch((error: unknown) => error);
  while (listeners.size === 0) await sleep(5);
  for (const listener of listeners) listener({ ...progress, seen: 2 });
  await door.close();
  expect(await reading).toBeDefined();
  while (listeners.size > 0) await sleep(5);
});
