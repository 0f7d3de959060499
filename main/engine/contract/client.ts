/**
 * The typed client of the engine, for the page, the shell and the command line. It knows the
 * route table; a transport carries one request, over `fetch` or over the engine's socket.
 */
import { EngineError, isErrorCode } from './errors.ts';
import { Progress } from './library.ts';
import { messages } from './messages/index.ts';
import { type RankingColumns, unpackRanking } from './ranking-columns.ts';
import { hasBody } from './route.ts';
import {
  ErrorAnswer,
  type Route,
  type RouteName,
  type RouteRequest,
  type RouteResponse,
  routes,
} from './routes.ts';
import type { SearchQueryInput } from './search.ts';
import { readEvents } from './server-sent-events.ts';

export type ClientRequest = {
  readonly method: string;
  /** Path and query string, beginning with `/`. */
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array<ArrayBuffer> | undefined;
  readonly signal: AbortSignal | undefined;
};
/** Rejects only when no answer came; an error answer is an answer. */
export type Transport = (request: ClientRequest) => Promise<Response>;

type PathNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | PathNames<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;
type KnownFields<Fields> = string extends keyof Fields ? unknown : Fields;
/** A route's request and its path parameters in one object, e.g. `{ itemId: 7 }`. */
export type CallInput<Name extends RouteName> = KnownFields<RouteRequest<Name>> & {
  readonly [Key in PathNames<(typeof routes)[Name]['path']>]: number | string;
};
type JsonRouteName = {
  [Name in RouteName]: (typeof routes)[Name]['response'] extends 'binary' | 'events' ? never : Name;
}[RouteName];
type MediaRouteName = 'thumbnail' | 'photo' | 'video' | 'motionVideo';
type CallOptions = { readonly signal?: AbortSignal };

export type Client = ReturnType<typeof createClient>;

/** Every method rejects with an EngineError; an abort rejects with the signal's reason. */
export function createClient(transport: Transport) {
  async function send(
    name: RouteName,
    input: Record<string, unknown>,
    options: CallOptions,
    bytes?: Uint8Array<ArrayBuffer>,
  ): Promise<Response> {
    const { path, rest } = routeAddress(name, input);
    const route: Route = routes[name];
    const json = bytes === undefined && hasBody(route);
    const headers: Record<string, string> = {};
    if (route.changes) headers['x-afterimage'] = '1';
    if (json) headers['content-type'] = 'application/json';
    if (bytes !== undefined) headers['content-type'] = 'application/octet-stream';
    const response = await orUnreachable(
      transport({
        method: route.method,
        path,
        headers,
        body: bytes ?? (json ? JSON.stringify(rest) : undefined),
        signal: options.signal,
      }),
      options.signal,
    );
    if (!response.ok) throw await errorOf(response, `${route.method} ${path}`);
    return response;
  }

  return {
    /** Call a route that answers JSON. */
    async call<Name extends JsonRouteName>(
      name: Name,
      input: CallInput<Name>,
      options: CallOptions = {},
    ): Promise<RouteResponse<Name>> {
      const response = await send(name, input as Record<string, unknown>, options);
      return (await orUnreachable(response.json(), options.signal)) as RouteResponse<Name>;
    },
    /** The whole ranking of a query; the empty query is everything, newest first. */
    async rank(query: SearchQueryInput, options: CallOptions = {}): Promise<RankingColumns> {
      const response = await send('rank', query, options);
      return unpackRanking(await orUnreachable(response.arrayBuffer(), options.signal));
    },
    /** Hand a picture to the engine as a query; at most 64 MiB. */
    async uploadPicture(
      bytes: Uint8Array<ArrayBuffer>,
      options: CallOptions = {},
    ): Promise<RouteResponse<'uploadPicture'>> {
      const response = await send('uploadPicture', {}, options, bytes);
      return (await orUnreachable(
        response.json(),
        options.signal,
      )) as RouteResponse<'uploadPicture'>;
    },
    /**
     * Progress reports until the signal aborts (then it ends quietly) or the engine goes away
     * (then it throws `unreachable`); whoever wants more calls again.
     */
    async *progressEvents(signal: AbortSignal): AsyncGenerator<Progress> {
      try {
        const response = await send('events', {}, { signal });
        for await (const event of readEvents(response.body)) {
          if (event.name === 'progress') yield Progress.parse(JSON.parse(event.data));
        }
      } catch (error) {
        if (signal.aborted) return;
        throw error instanceof EngineError ? error : unreachable(error);
      }
      if (!signal.aborted) throw unreachable(undefined);
    },
  };
}

/** The address of a picture or video, for `<img src>` and `<video src>`. */
export function mediaPath<Name extends MediaRouteName>(name: Name, input: CallInput<Name>): string {
  return routeAddress(name, input as Record<string, unknown>).path;
}

/** Transport for a page: same-origin `fetch`; the cookie goes along by itself. */
export const fetchTransport: Transport = ({ method, path, headers, body, signal }) =>
  fetch(path, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
  });

/** Fill path parameters in; what is left is the body of a POST, else the query string. */
function routeAddress(
  name: RouteName,
  input: Record<string, unknown>,
): { path: string; rest: Record<string, unknown> } {
  const route: Route = routes[name];
  const rest = { ...input };
  const filled = route.path.replace(/:(\w+)/g, (_, key: string) => {
    const value = rest[key];
    if (value === undefined) throw new TypeError(`${name} needs ${key}`);
    delete rest[key];
    return encodeURIComponent(String(value));
  });
  if (hasBody(route)) return { path: filled, rest };
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(rest)) {
    if (value !== undefined) query.set(key, String(value));
  }
  return { path: query.size === 0 ? filled : `${filled}?${query}`, rest: {} };
}

async function errorOf(response: Response, request: string): Promise<EngineError> {
  const answer = ErrorAnswer.safeParse(await response.json().catch(() => undefined));
  if (answer.success && isErrorCode(answer.data.code)) {
    return new EngineError(answer.data.code, answer.data.message);
  }
  return new EngineError(
    'internal-error',
    messages.http.unexpectedAnswer(request, response.status, response.statusText),
  );
}

async function orUnreachable<Value>(
  work: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw unreachable(error);
  }
}

function unreachable(cause: unknown): EngineError {
  return new EngineError('unreachable', messages.http.unreachable(), { cause });
}
