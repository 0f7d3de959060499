/**
 * `app://afterimage/…` → the engine's socket, as a plain Request → Response function, so that it
 * is tested in Node without Electron.
 *
 * `net.fetch(file://)` ignores Range (electron #38749), so ranged requests go through
 * `http.request({ socketPath })` with 206 and Content-Range handed on; when the page goes away the
 * request upstream is aborted (electron #47097).
 */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { messages } from '../engine/contract/messages/index.ts';

export const appScheme = 'app';
export const appHost = 'afterimage';
export const appOrigin = `${appScheme}://${appHost}`;

/** Hop-by-hop headers and those that the socket's door sets or must not be told. */
const withheld = new Set([
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'origin',
  'cookie',
  'referer',
]);

/** Never rejects: an engine that is gone is a 502 with a sentence. */
export type AppHandler = (request: Request) => Promise<Response>;

/** `socketPath` is asked for anew each time, since a restarted engine may lie elsewhere. */
export function createAppHandler(socketPath: () => string | null): AppHandler {
  return async (request) => {
    const url = new URL(request.url);
    if (url.host !== appHost)
      return refusal(403, 'foreign-host', messages.shell.foreignHost(url.host));
    // Routes that take or hand out paths are for the shell and the CLI, never for the page.
    if (!isPageRoute(url.pathname)) return refusal(404, 'not-found', messages.shell.notForThePage);
    const socket = socketPath();
    if (socket === null) return refusal(502, 'engine-unreachable', messages.shell.engineStarting);
    try {
      return await requestOverSocket(socket, request);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return refusal(502, 'engine-unreachable', messages.shell.engineUnreachable(why));
    }
  };
}

/** Judged on the decoded, normalised path, as the engine will read it. */
function isPageRoute(pathname: string): boolean {
  try {
    return !/^\/+trusted(\/|$)/i.test(decodeURIComponent(pathname));
  } catch {
    // Not decodable: no route of ours.
    return false;
  }
}

/** Rejects when the engine does not answer. */
export async function requestOverSocket(socketPath: string, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const headers: Record<string, string> = {};
  request.headers.forEach((value, name) => {
    if (!withheld.has(name)) headers[name] = value;
  });
  const body = request.body ? Buffer.from(await request.arrayBuffer()) : null;
  if (body) headers['content-length'] = String(body.length);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const upstream = httpRequest(
      {
        socketPath,
        path: url.pathname + url.search,
        method: request.method,
        headers,
        signal: request.signal,
      },
      resolve,
    );
    upstream.once('error', reject);
    upstream.end(body ?? undefined);
  });
  const answered = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined && !withheld.has(name)) answered.set(name, String(value));
  }
  const status = answer.statusCode ?? 502;
  const empty = request.method === 'HEAD' || status === 204 || status === 304;
  if (empty) answer.resume();
  return new Response(empty ? null : bodyOf(answer), { status, headers: answered });
}

function bodyOf(answer: IncomingMessage): ReadableStream<Uint8Array> {
  // Cancelling the web stream destroys the answer, and with it the request upstream.
  return Readable.toWeb(answer) as ReadableStream<Uint8Array>;
}

function refusal(status: number, code: string, message: string): Response {
  return Response.json({ code, message }, { status });
}
