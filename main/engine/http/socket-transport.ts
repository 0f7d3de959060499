/** The client's transport over an engine's socket or named pipe. */
import { type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import type { Transport } from '../contract/client.ts';

export function socketTransport(socketPath: string): Transport {
  return ({ method, path, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const options = { socketPath, method, path, headers, ...(signal ? { signal } : {}) };
      // No agent: a kept connection would hold the engine's end back.
      const outgoing = request({ ...options, agent: false }, (incoming) =>
        resolve(responseOf(incoming)),
      );
      outgoing.once('error', reject);
      outgoing.end(body);
    });
}

function responseOf(incoming: IncomingMessage): Response {
  const status = incoming.statusCode ?? 500;
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  const empty = status === 204 || status === 304;
  if (empty) incoming.resume();
  const body = empty ? null : (Readable.toWeb(incoming) as ReadableStream<Uint8Array>);
  return new Response(body, { status, statusText: incoming.statusMessage ?? '', headers });
}
