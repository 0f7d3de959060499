import { afterEach, expect, test } from 'vitest';
import { type ClientRequest, createClient, mediaPath } from './client.ts';
import { EngineError } from './errors.ts';
import { packRanking } from './ranking-columns.ts';

let seen: ClientRequest[] = [];
afterEach(() => {
  seen = [];
});
const clientOf = (answer: () => Response | Promise<Response>) =>
  createClient(async (request) => {
    seen.push(request);
    return answer();
  });

test('ids go into the path, the rest into the body or the query', async () => {
  const client = clientOf(() => Response.json({}));
  await client.call('removeFolder', { folderId: 3 });
  await client.call('browseFolders', { path: '/a b' });
  await client.call('search', { text: 'x', limit: 5 });
  expect(seen).toEqual([
    {
      method: 'DELETE',
      path: '/api/folders/3',
      headers: { 'x-afterimage': '1' },
      body: undefined,
      signal: undefined,
    },
    {
      method: 'GET',
      path: '/api/browse?path=%2Fa+b',
      headers: {},
      body: undefined,
      signal: undefined,
    },
    {
      method: 'POST',
      path: '/api/search',
      headers: { 'content-type': 'application/json' },
      body: '{"text":"x","limit":5}',
      signal: undefined,
    },
  ]);
  expect(mediaPath('video', { itemId: 3, fromMs: 9 })).toBe('/media/videos/3?fromMs=9');
});

test('a ranking comes as columns', async () => {
  const columns = {
    meta: { epoch: 1, tookMs: 2, order: 'ranked' as const, matches: 1 },
    itemIds: Uint32Array.of(5),
    momentIds: Uint32Array.of(6),
    aspectRatios: Float32Array.of(1.5),
    timesMs: Uint32Array.of(7),
    scores: Float32Array.of(0.5),
  };
  const client = clientOf(() => new Response(packRanking(columns)));
  expect(await client.rank({ text: 'dog' })).toEqual(columns);
});

test('an error answer is thrown with its code and sentence', async () => {
  const client = clientOf(() =>
    Response.json({ code: 'not-a-folder', message: '/x is not a folder.' }, { status: 400 }),
  );
  await expect(client.call('addFolder', { path: '/x' })).rejects.toEqual(
    new EngineError('not-a-folder', '/x is not a folder.'),
  );
});

test.each([
  ['no JSON', () => new Response('<html>', { status: 502 }), 'internal-error'],
  [
    'an unknown code',
    () => Response.json({ code: '?', message: 'm' }, { status: 500 }),
    'internal-error',
  ],
  ['no answer', () => Promise.reject(new Error('ECONNREFUSED')), 'unreachable'],
  ['half an answer', () => new Response('{"seen":', { status: 200 }), 'unreachable'],
])('%s is an EngineError', async (_, answer, code) => {
  await expect(clientOf(answer).call('status', {})).rejects.toMatchObject({
    name: 'EngineError',
    code,
  });
});

test('an abort is the caller’s own reason', async () => {
  const reason = new Error('enough');
  const client = createClient(async ({ signal }) => {
    signal?.throwIfAborted();
    return Response.json({});
  });
  await expect(client.call('status', {}, { signal: AbortSignal.abort(reason) })).rejects.toBe(
    reason,
  );
});
