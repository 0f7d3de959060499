import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAppHandler } from './app-protocol.ts';

const video = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 256));
let folder: string;
let socket: string;
let server: Server;
let seen: IncomingMessage[];
let aborted: Promise<void>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'afterimage-shell-'));
  socket = join(folder, 'engine.sock');
  seen = [];
  let markAborted: () => void;
  aborted = new Promise((resolve) => {
    markAborted = resolve;
  });
  server = createServer(async (request, response) => {
    seen.push(request);
    if (request.url === '/endless') {
      response.writeHead(200, { 'content-type': 'video/mp4' });
      response.write(video);
      response.once('close', () => markAborted());
      return;
    }
    if (request.method === 'POST') {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      response.end(Buffer.concat(chunks));
      return;
    }
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    if (!range) return void response.end(video);
    const [first, last] = [Number(range[1]), Number(range[2])];
    response.writeHead(206, { 'content-range': `bytes ${first}-${last}/${video.length}` });
    response.end(video.subarray(first, last + 1));
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

test('a ranged request comes through as 206 with its Content-Range', async () => {
  const handler = createAppHandler(() => socket);
  const answer = await handler(
    new Request('app://afterimage/media/videos/7', { headers: { range: 'bytes=10-19' } }),
  );
  expect(answer.status).toBe(206);
  expect(answer.headers.get('content-range')).toBe('bytes 10-19/1000');
  expect(new Uint8Array(await answer.arrayBuffer())).toEqual(
    new Uint8Array(video.subarray(10, 20)),
  );
});

test('a body is handed on', async () => {
  const handler = createAppHandler(() => socket);
  const answer = await handler(
    new Request('app://afterimage/api/rank', { method: 'POST', body: '{"text":"a dog"}' }),
  );
  expect(await answer.json()).toEqual({ text: 'a dog' });
  expect(seen[0]?.headers['content-length']).toBe('16');
});

test('the request upstream ends when the page goes away', async () => {
  const handler = createAppHandler(() => socket);
  const answer = await handler(new Request('app://afterimage/endless'));
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  await reader.read();
  await reader.cancel();
  await aborted;
});

test.each([
  ['app://afterimage/trusted/items/1/paths', 404],
  ['app://afterimage/%74rusted/check', 404],
  ['app://afterimage//trusted/check', 404],
  ['app://afterimage/a/../trusted/check', 404],
  ['app://afterimage/Trusted/check', 404],
  ['app://afterimage/%E0%A4%A', 404],
  ['app://elsewhere/api/status', 403],
])('%s is refused with %i and never reaches the engine', async (url, status) => {
  const answer = await createAppHandler(() => socket)(new Request(url));
  expect(answer.status).toBe(status);
  expect(seen).toEqual([]);
});

test('an engine that is gone is a sentence, not a failure', async () => {
  const gone = await createAppHandler(() => join(folder, 'nobody.sock'))(
    new Request('app://afterimage/api/status'),
  );
  expect(gone.status).toBe(502);
  expect(await gone.json()).toMatchObject({ code: 'engine-unreachable' });
  const starting = await createAppHandler(() => null)(new Request('app://afterimage/api/status'));
  expect(starting.status).toBe(502);
});
