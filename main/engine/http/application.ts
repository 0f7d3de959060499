/**
 * The route table as a Hono application: requests are validated, answers typed (and validated
 * where asked), and every error becomes an ErrorAnswer with its status; our own are logged, once.
 */
import { Hono } from 'hono';
import { z } from 'zod';
import { EngineError } from '../contract/errors.ts';
import { messages } from '../contract/messages/index.ts';
import { openApiDocument } from '../contract/openapi.ts';
import { hasBody } from '../contract/route.ts';
import { type ErrorAnswer, type Route, type RouteName, routes } from '../contract/routes.ts';
import type { BrowserGuard } from './browser-guard.ts';
import { toEngineError } from './errors.ts';
import type { HandlerContext, Handlers } from './handler.ts';
import { readBody } from './request-body.ts';
import type { Log } from './services.ts';

const jsonLimitBytes = 1024 * 1024;
const PathId = z.coerce.number().int().min(0).max(0xffff_ffff);

export type ApplicationOptions = {
  readonly handlers: Handlers;
  readonly door: 'trusted' | 'browser';
  readonly version: string;
  readonly log: Log;
  /** Whether the engine is ending; whatever fails then fails for that reason. */
  readonly isStopping?: () => boolean;
  /** Tests: parse every answer with its schema. */
  readonly validateAnswers?: boolean;
  /** Answers what no route does: the page. */
  readonly page: (request: Request) => Promise<Response | undefined>;
  /** Runs before everything else; a Response ends the request. */
  readonly guard?: Pick<BrowserGuard, 'check' | 'renewal'>;
};

export function createApplication(options: ApplicationOptions): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    const refusal = options.guard?.check(context.req.raw);
    if (refusal !== undefined) return protect(refusal);
    await next();
    protect(context.res);
    const cookie = options.guard?.renewal(context.req.raw);
    if (cookie !== undefined) context.res.headers.append('set-cookie', cookie);
    return undefined;
  });
  app.get('/api/openapi.json', (context) => context.json(openApiDocument(options.version)));
  const open = (Object.keys(routes) as RouteName[]).filter(
    (name) => options.door === 'trusted' || routes[name].door === 'any',
  );
  for (const name of open) {
    const route: Route = routes[name];
    app.on(route.method, route.path, async (context) =>
      answer(name, route, context.req.raw, context.req.param(), options),
    );
  }
  for (const path of new Set(open.map((name) => routes[name].path))) {
    app.all(path, (context) => {
      throw new EngineError(
        'method-not-allowed',
        messages.http.methodNotAllowed(context.req.method, context.req.path),
      );
    });
  }
  app.notFound(async (context) => {
    const page = isPageRequest(context.req.raw) ? await options.page(context.req.raw) : undefined;
    if (page !== undefined) return page;
    throw new EngineError('not-found', messages.http.notFound(context.req.path));
  });
  app.onError((error, context) => {
    if (context.req.raw.signal.aborted) return new Response(null, { status: 499 });
    if (options.isStopping?.()) {
      return errorResponse(new EngineError('stopping', messages.http.stopping()));
    }
    const known = toEngineError(error);
    // What a client did wrong, or a drive that is unplugged, is the client's to tell.
    if (known.status === 500) {
      options.log(`${context.req.method} ${context.req.path}: ${describe(error)}`);
    }
    return errorResponse(known);
  });
  return app;
}

export function errorResponse(error: EngineError): Response {
  const body: ErrorAnswer = { code: error.code, message: error.message };
  const headers = { 'cache-control': 'no-store' };
  return protect(Response.json(body, { status: error.status, headers }));
}

/** Adds what the answer does not say itself. */
function protect(response: Response): Response {
  for (const [name, value] of Object.entries(protectiveHeaders)) {
    if (!response.headers.has(name)) response.headers.set(name, value);
  }
  return response;
}

const protectiveHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

async function answer(
  name: RouteName,
  route: Route,
  raw: Request,
  parameters: Record<string, string>,
  options: ApplicationOptions,
): Promise<Response> {
  if (route.changes && options.door === 'browser' && raw.headers.get('x-afterimage') !== '1') {
    throw new EngineError('missing-header', messages.http.missingHeader());
  }
  const context = {
    request: await validRequest(name, route, raw),
    id: pathId(raw, parameters),
    raw,
  };
  // The table and the handlers agree by their types; here they are met by a name known only now.
  const handler = options.handlers[name] as (context: HandlerContext<RouteName>) => unknown;
  const value = await handler(context as HandlerContext<RouteName>);
  if (value instanceof Response) return value;
  const json =
    options.validateAnswers && typeof route.response === 'object'
      ? route.response.parse(value)
      : value;
  return Response.json(json, { headers: { 'cache-control': 'no-store' } });
}

async function validRequest(name: RouteName, route: Route, raw: Request): Promise<unknown> {
  if (name === 'uploadPicture') return {};
  const line = `${route.method} ${new URL(raw.url).pathname}`;
  const input = hasBody(route)
    ? parseJson(await readBody(raw, route.limitBytes ?? jsonLimitBytes), line)
    : Object.fromEntries(new URL(raw.url).searchParams);
  const parsed = route.request.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') || 'body';
  throw new EngineError(
    'bad-request',
    messages.http.badRequest(line, `${where}: ${issue?.message ?? ''}`),
  );
}

function parseJson(bytes: Uint8Array, line: string): unknown {
  if (bytes.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError('bad-request', messages.http.badRequest(line, problem), { cause });
  }
}

/** Every path parameter of the table is the id of something. */
function pathId(raw: Request, parameters: Record<string, string>): number {
  const [value] = Object.values(parameters);
  if (value === undefined) return 0;
  const id = PathId.safeParse(value);
  if (id.success) return id.data;
  throw new EngineError('not-found', messages.http.notFound(new URL(raw.url).pathname));
}

function isPageRequest(raw: Request): boolean {
  const { pathname } = new URL(raw.url);
  return (
    (raw.method === 'GET' || raw.method === 'HEAD') && !/^\/(api|media|trusted)\//.test(pathname)
  );
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
