import { expect, test } from 'vitest';
import { EngineError } from '../contract/errors.ts';
import { ErrorAnswer, type RouteName, routes } from '../contract/routes.ts';
import { createApplication } from './application.ts';
import type { Handlers } from './handler.ts';

const logged: string[] = [];

/** Every handler answers with the name of its route; `special` replaces some. */
function applicationOf(door: 'trusted' | 'browser', special: Partial<Handlers> = {}) {
  const names = Object.keys(routes) as RouteName[];
  const handlers = Object.fromEntries(
    names.map((name) => [name, ({ id }: { id: number }) => new Response(`${name} ${id}`)]),
  );
  return createApplication({
    handlers: { ...handlers, ...special } as Handlers,
    door,
    version: '1.0.0',
    log: (line) => logged.push(line),
    validateAnswers: true,
    page: async (request) => new Response(`page ${new URL(request.url).pathname}`),
  });
}

const origin = 'http://127.0.0.1:1';
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  new Request(`${origin}${path}`, { method: 'POST', body, headers });

test('every route reaches its handler over the socket, with the id of its path', async () => {
  const app = applicationOf('trusted');
  const bodies: Partial<Record<RouteName, string>> = {
    addFolder: '{"path":"/a"}',
    annotate: '{"itemIds":[1],"change":{}}',
    countExcluded: '{"exclude":[]}',
    relocateFolder: '{"path":"/a"}',
    renameLabel: '{"type":"tag","from":"a","to":"b"}',
    writeSidecars: '{"itemIds":[1]}',
    trustedAnnotate: '{"files":["/a"],"change":{}}',
    trustedIndex: '{"folders":["/a"]}',
    trustedRetry: '{"files":["/a"]}',
  };
  const queries: Partial<Record<RouteName, string>> = { setAside: '?code=empty-file' };
  for (const [name, { method, path }] of Object.entries(routes)) {
    const asked = `${path.replace(/:\w+/, '7')}${queries[name as RouteName] ?? ''}`;
    const body = method === 'POST' ? { body: bodies[name as RouteName] ?? '{}' } : {};
    const answer = await app.request(`${origin}${asked}`, { method, ...body });
    expect(await answer.text()).toBe(`${name} ${path.includes(':') ? 7 : 0}`);
  }
});

test.each(Object.entries(routes).filter(([, route]) => route.door === 'trusted'))(
  '%s does not exist at the browser door',
  async (_, { method, path }) => {
    const asked = path.replace(/:\w+/, '7');
    const headers = { 'x-afterimage': '1' };
    const answer = await applicationOf('browser').request(origin + asked, { method, headers });
    expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'not-found' }]);
  },
);

test.each(Object.entries(routes).filter(([, route]) => route.changes && route.door === 'any'))(
  '%s needs the header at the browser door',
  async (_, { method, path }) => {
    const asked = origin + path.replace(/:\w+/, '7');
    const app = applicationOf('browser');
    const without = await app.request(asked, { method });
    expect([without.status, await without.json()]).toMatchObject([403, { code: 'missing-header' }]);
    const asks = { path: '/a', itemIds: [1], change: {}, type: 'tag', from: 'a', to: 'b' };
    const body = method === 'POST' ? { body: JSON.stringify(asks) } : {};
    const given = await app.request(asked, { method, headers: { 'x-afterimage': '1' }, ...body });
    expect(given.status).toBe(200);
  },
);

test.each([
  ['not JSON', post('/api/search', '{'), 400, 'bad-request', 'JSON'],
  ['a wrong type', post('/api/search', '{"text":5}'), 400, 'bad-request', 'text'],
  ['a value out of range', post('/api/search', '{"limit":0}'), 400, 'bad-request', 'limit'],
  [
    'a body that is too large',
    post('/api/search', ' '.repeat(2 ** 20 + 1)),
    413,
    'too-large',
    '1 MiB',
  ],
  ['an id that is none', new Request(`${origin}/api/items/..%2f1`), 404, 'not-found', '..%2f1'],
  ['a negative id', new Request(`${origin}/media/photos/-1`), 404, 'not-found', '-1'],
  [
    'a media path',
    new Request(`${origin}/media/photos/%2fetc%2fpasswd`),
    404,
    'not-found',
    'passwd',
  ],
  ['a wrong query', new Request(`${origin}/media/videos/1?fromMs=x`), 400, 'bad-request', 'fromMs'],
  ['no route', new Request(`${origin}/api/nothing`), 404, 'not-found', '/api/nothing'],
  ['another method', new Request(`${origin}/api/rank`), 405, 'method-not-allowed', 'GET'],
])('%s is a clear error', async (_, request, status, code, named) => {
  const answer = await applicationOf('trusted').request(request);
  expect(answer.status).toBe(status);
  const error = ErrorAnswer.parse(await answer.json());
  expect(error.code).toBe(code);
  expect(error.message).toContain(named);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
});

test('what a handler throws keeps its code; the unexpected is ours and is logged once', async () => {
  logged.length = 0;
  const app = applicationOf('trusted', {
    status() {
      throw new EngineError('offline', 'The drive is away.');
    },
    progress() {
      throw new Error('this was not expected');
    },
    folders: () => [{ id: 'no number' }] as never,
  });
  const offline = await app.request(`${origin}/api/status`);
  expect([offline.status, await offline.json()]).toEqual([
    503,
    { code: 'offline', message: 'The drive is away.' },
  ]);
  expect(logged).toEqual([]);
  const ours = await app.request(`${origin}/api/progress`);
  expect(ours.status).toBe(500);
  expect(ErrorAnswer.parse(await ours.json()).message).toContain('this was not expected');
  expect(logged).toHaveLength(1);
  expect((await app.request(`${origin}/api/folders`)).status).toBe(500);
});

test('what no route knows is the page, but nothing below the interface is', async () => {
  const app = applicationOf('browser');
  expect(await (await app.request(`${origin}/assets/a.js`)).text()).toBe('page /assets/a.js');
  expect((await app.request(`${origin}/`, { method: 'POST' })).status).toBe(404);
  for (const path of ['/api/a', '/media/a', '/trusted/a', '/trusted/stop']) {
    expect((await app.request(origin + path)).status).toBe(404);
  }
});

test('the document of the interface is served', async () => {
  const answer = await applicationOf('browser').request(`${origin}/api/openapi.json`);
  expect(await answer.json()).toMatchObject({ openapi: '3.1.0' });
});
