/**
 * Who may come in through the browser door. Any page and any program on this computer can send
 * requests to 127.0.0.1, so each one must show that it is the page that we handed out:
 * - `Host` must be ours: a foreign name that resolves to 127.0.0.1 (DNS rebinding) is refused;
 * - `Origin` and `Sec-Fetch-Site` must not name another site, nor another port of this one;
 * - the cookie must be there. The first URL's one-time token is exchanged for it.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { EngineError } from '../contract/errors.ts';
import { messages } from '../contract/messages/index.ts';
import { errorResponse } from './application.ts';
import { lockedPage } from './locked-page.ts';

const cookieLifetimeSeconds = 30 * 24 * 60 * 60;

export type BrowserGuard = {
  /** A fresh token, good for one exchange. */
  issueToken(): string;
  /** A refusal, the exchange of a token, or undefined for a request that may pass. */
  check(request: Request): Response | undefined;
};

/** `key`: 32 secret bytes of this library, so that its cookies survive a restart. */
export function createBrowserGuard(key: Uint8Array, port: number): BrowserGuard {
  const cookieName = `afterimage-${port}`;
  const cookieValue = createHmac('sha256', key).update(cookieName).digest('base64url');
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const tokens = new Set<string>();

  function exchange(token: string): Response {
    if (!tokens.delete(token)) return lockedPage(messages.http.tokenUsed());
    const cookie = [
      `${cookieName}=${cookieValue}`,
      'HttpOnly',
      'SameSite=Strict',
      'Path=/',
      `Max-Age=${cookieLifetimeSeconds}`,
    ];
    return new Response(null, {
      status: 302,
      headers: { location: '/', 'set-cookie': cookie.join('; '), 'cache-control': 'no-store' },
    });
  }

  return {
    issueToken() {
      const token = randomBytes(32).toString('base64url');
      tokens.add(token);
      return token;
    },
    check(request) {
      const foreign = foreignness(request, hosts);
      if (foreign !== undefined) return errorResponse(foreign);
      const url = new URL(request.url);
      const token = url.searchParams.get('token');
      if (request.method === 'GET' && url.pathname === '/' && token !== null)
        return exchange(token);
      if (hasCookie(request.headers.get('cookie'), cookieName, cookieValue)) return undefined;
      if (isNavigation(request)) return lockedPage(messages.http.noCookie());
      return errorResponse(new EngineError('no-cookie', messages.http.noCookie()));
    },
  };
}

function foreignness(request: Request, hosts: readonly string[]): EngineError | undefined {
  const { headers } = request;
  const host = headers.get('host') ?? '';
  if (!hosts.includes(host)) {
    return new EngineError('foreign-host', messages.http.foreignHost(host));
  }
  const origin = headers.get('origin');
  if (origin !== null && !hosts.some((name) => origin === `http://${name}`)) {
    return new EngineError('foreign-origin', messages.http.foreignOrigin(origin));
  }
  const site = headers.get('sec-fetch-site');
  // `same-site` is another port of this computer: another program's page.
  if (site === 'cross-site' || site === 'same-site') {
    return new EngineError('foreign-origin', messages.http.foreignOrigin(site));
  }
  return undefined;
}

function hasCookie(header: string | null, name: string, value: string): boolean {
  const expected = Buffer.from(value);
  return (header ?? '').split(';').some((pair) => {
    const split = pair.indexOf('=');
    const given = Buffer.from(pair.slice(split + 1).trim());
    if (split < 0 || pair.slice(0, split).trim() !== name) return false;
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

function isNavigation(request: Request): boolean {
  const mode = request.headers.get('sec-fetch-mode');
  if (mode !== null) return mode === 'navigate';
  return (request.headers.get('accept') ?? '').includes('text/html');
}
