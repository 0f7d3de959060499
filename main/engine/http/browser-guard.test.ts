import { beforeEach, expect, test } from 'vitest';
import { type BrowserGuard, createBrowserGuard } from './browser-guard.ts';

const port = 4711;
const base = `http://127.0.0.1:${port}`;
const key = new Uint8Array(32).fill(7);
const dayMs = 24 * 60 * 60 * 1000;
let nowMs: number;
let guard: BrowserGuard;
let cookie: string;

function request(path: string, headers: Record<string, string> = {}, method = 'GET'): Request {
  return new Request(`${base}${path}`, {
    method,
    headers: { host: `127.0.0.1:${port}`, ...headers },
  });
}

beforeEach(() => {
  nowMs = Date.now();
  guard = createBrowserGuard(key, port, () => nowMs);
  const exchanged = guard.check(request(`/?token=${guard.issueToken()}`));
  cookie = exchanged?.headers.get('set-cookie')?.split(';')[0] ?? '';
});

test('a token is exchanged once, for a cookie that scripts cannot read, and leaves the address', () => {
  const token = guard.issueToken();
  const first = guard.check(request(`/?token=${token}`));
  expect(first?.status).toBe(302);
  expect(first?.headers.get('location')).toBe('/');
  expect(first?.headers.get('set-cookie')).toMatch(
    /^afterimage-4711=\w+\.[\w-]{43}; HttpOnly; SameSite=Strict; Path=\//,
  );
  const second = guard.check(request(`/?token=${token}`));
  expect(second?.status).toBe(401);
  expect(second?.headers.get('set-cookie')).toBeNull();
});

test('a link that was used leads whoever it let in back to the page, with no new cookie', () => {
  const used = guard.check(request('/?token=used', { cookie }));
  expect([used?.status, used?.headers.get('location')]).toEqual([302, '/']);
  expect(used?.headers.get('set-cookie')).toBeNull();
  nowMs += 31 * dayMs;
  expect(guard.check(request('/?token=used', { cookie }))?.status).toBe(401);
});

test('a cookie ends after 30 days, and is renewed when it is used past the half', () => {
  const asked = () => request('/api/status', { cookie });
  expect(guard.renewal(asked())).toBeUndefined();
  nowMs += 16 * dayMs;
  expect(guard.check(asked())).toBeUndefined();
  const renewed = guard.renewal(asked())?.split(';')[0] ?? '';
  nowMs += 13 * dayMs;
  expect(guard.check(asked())).toBeUndefined();
  nowMs += 2 * dayMs;
  expect([guard.check(asked())?.status, guard.renewal(asked())]).toEqual([401, undefined]);
  expect(guard.check(request('/', { cookie: renewed }))).toBeUndefined();
});

test('an expiry that was not signed is worth nothing', () => {
  const [name, value] = cookie.split('=');
  const signature = value?.split('.')[1];
  const later = (nowMs + 60 * dayMs).toString(36);
  for (const forged of [`${later}.${signature}`, `${later}.`, later, signature, `.${signature}`]) {
    expect(guard.check(request('/', { cookie: `${name}=${forged}` }))?.status).toBe(401);
  }
});

test('the cookie of this library and port lets everything through, also after a restart', () => {
  expect(guard.check(request('/api/status', { cookie }))).toBeUndefined();
  expect(guard.check(request('/', { cookie: `other=1; ${cookie}` }))).toBeUndefined();
  expect(createBrowserGuard(key, port).check(request('/', { cookie }))).toBeUndefined();
});

test.each([
  ['no cookie', {}, 401, 'no-cookie'],
  ['a wrong cookie', { cookie: 'afterimage-4711=AAAA' }, 401, 'no-cookie'],
  ['an empty cookie', { cookie: 'afterimage-4711=' }, 401, 'no-cookie'],
  ['a foreign host', { host: 'evil.example:4711', own: 'yes' }, 403, 'foreign-host'],
  ['another port', { host: '127.0.0.1:80', own: 'yes' }, 403, 'foreign-host'],
  ['a foreign origin', { origin: 'https://evil.example', own: 'yes' }, 403, 'foreign-origin'],
  ['an opaque origin', { origin: 'null', own: 'yes' }, 403, 'foreign-origin'],
  [
    'our origin on another port',
    { origin: 'http://127.0.0.1:1', own: 'yes' },
    403,
    'foreign-origin',
  ],
  [
    'a request of another site',
    { 'sec-fetch-site': 'cross-site', own: 'yes' },
    403,
    'foreign-origin',
  ],
  ['a page on another port', { 'sec-fetch-site': 'same-site', own: 'yes' }, 403, 'foreign-origin'],
])('%s is refused', async (_, { own, ...headers }: Record<string, string>, status, code) => {
  const answer = guard.check(request('/api/status', own ? { ...headers, cookie } : headers));
  expect(answer?.status).toBe(status);
  expect(await answer?.json()).toMatchObject({ code });
});

test.each([
  { origin: base },
  { host: `localhost:${port}`, origin: `http://localhost:${port}` },
  { 'sec-fetch-site': 'same-origin' },
  { 'sec-fetch-site': 'none' },
])('our own page passes: %j', (headers) => {
  expect(guard.check(request('/api/status', { ...(headers as object), cookie }))).toBeUndefined();
});

test('a cookie of another library or another port is worth nothing', () => {
  const other = createBrowserGuard(new Uint8Array(32).fill(8), port);
  expect(other.check(request('/', { cookie }))?.status).toBe(401);
  const elsewhere = createBrowserGuard(key, port + 1);
  const answer = elsewhere.check(
    request('/', { host: `127.0.0.1:${port + 1}`, cookie: cookie.replace('4711', '4712') }),
  );
  expect(answer?.status).toBe(401);
});

test('a person without the cookie sees a page that says what to do', async () => {
  const answer = guard.check(request('/', { 'sec-fetch-mode': 'navigate' }));
  expect(answer?.status).toBe(401);
  expect(answer?.headers.get('content-type')).toContain('text/html');
  expect(await answer?.text()).toContain('npm start');
});

test('a foreign request does not use the token up', () => {
  const token = guard.issueToken();
  const foreign = guard.check(request(`/?token=${token}`, { 'sec-fetch-site': 'cross-site' }));
  expect(foreign?.status).toBe(403);
  expect(guard.check(request(`/?token=${token}`))?.status).toBe(302);
});
