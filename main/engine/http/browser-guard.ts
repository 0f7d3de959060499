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

const cookieLifetimeMs = 30 * 24 * 60 * 60 * 1000;

export type BrowserGuard = {
  /** A fresh token, good for one exchange. */
  issueToken(): string;
  /** A refusal, the exchange of a token, or undefined for a request that may pass. */
  check(request: Request): Response | undefined;
  /** A `set-cookie` for the answer to a request that passed, once its cookie is half as old as it may be. */
  renewal(request: Request): string | undefined;
};

/**
 * `key`: 32 secret bytes of this library, so that its cookies survive a restart. A cookie's value
 * is `expiry.signature`: the milliseconds since 1970 in base 36 until which it is honoured, and
 * the HMAC-SHA-256 of that and the cookie's name.
 */
export function createBrowserGuard(
  key: Uint8Array,
  port: number,
  nowMs: () => number = Date.now,
): BrowserGuard {
  const cookieName = `afterimage-${port}`;
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const tokens = new Set<string>();

  function sign(expiry: string): string {
    return createHmac('sha256', key).update(`${cookieName} ${expiry}`).digest('base64url');
  }

  function freshCookie(): string {
    const expiry = (nowMs() + cookieLifetimeMs).toString(36);
    return [
      `${cookieName}=${expiry}.${sign(expiry)}`,
      'HttpOnly',
      'SameSite=Strict',
      'Path=/',
      `Max-Age=${cookieLifetimeMs / 1000}`,
    ].join('; ');
  }

  /** How long the request's cookie is still good; 0 without one that is. */
  function cookieLeftMs(request: Request): number {
    const left = valuesOf(request.headers.get('cookie'), cookieName).map((value) => {
      const [expiry = '', signature = ''] = value.split('.');
      return isSame(signature, sign(expiry)) ? Number.parseInt(expiry, 36) - nowMs() : 0;
    });
    return Math.max(0, ...left);
  }

  /** A link that was used already still leads in whoever it let in. */
  function exchange(token: string, request: Request): Response {
    const isGood = tokens.delete(token);
    if (!isGood && cookieLeftMs(request) === 0) return lockedPage(messages.http.tokenUsed());
    return new Response(null, {
      status: 302,
      headers: {
        location: '/',
        'cache-control': 'no-store',
        ...(isGood ? { 'set-cookie': freshCookie() } : {}),
      },
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
        return exchange(token, request);
      if (cookieLeftMs(request) > 0) return undefined;
      if (isNavigation(request)) return lockedPage(messages.http.noCookie());
      return errorResponse(new EngineError('no-cookie', messages.http.noCookie()));
    },
    renewal(request) {
      const leftMs = cookieLeftMs(request);
      return leftMs > 0 && leftMs < cookieLifetimeMs / 2 ? freshCookie() : undefined;
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

/** The values of every cookie of this name. */
function valuesOf(header: string | null, name: string): string[] {
  return (header ?? '').split(';').flatMap((pair) => {
    const split = pair.indexOf('=');
    if (split < 0 || pair.slice(0, split).trim() !== name) return [];
    return [pair.slice(split + 1).trim()];
  });
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function isNavigation(request: Request): boolean {
  const mode = request.headers.get('sec-fetch-mode');
  if (mode !== null) return mode === 'navigate';
  return (request.headers.get('accept') ?? '').includes('text/html');
}
