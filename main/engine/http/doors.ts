/** Listening: the socket that only this user can reach, and the browser's door on 127.0.0.1. */
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { EngineError } from '../contract/errors.ts';
import { messages } from '../contract/messages/index.ts';

export type Door = {
  /** 0 for a socket. */
  readonly port: number;
  /** Lets short answers end, then cuts what is left (event streams, videos). */
  close(): Promise<void>;
};

/** How long answers under way may take once the engine ends. */
const graceMs = 1_000;

export function openSocketDoor(app: Hono, path: string): Promise<Door> {
  return listen(
    () => app,
    (server, done) => server.listen(path, done),
  );
}

/** `appOf` is given the port, since 0 asks for a free one. Rejects with `port-in-use`. */
export async function openBrowserPort(appOf: (port: number) => Hono, port: number): Promise<Door> {
  try {
    return await listen(appOf, (server, done) => server.listen({ port, host: '127.0.0.1' }, done));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const message =
      code === 'EADDRINUSE'
        ? messages.http.portInUse(port)
        : messages.http.cannotListen(port, code);
    throw new EngineError('port-in-use', message, { cause: error });
  }
}

function listen(
  appOf: (port: number) => Hono,
  start: (server: Server, done: () => void) => void,
): Promise<Door> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    // An answer to `index` may take hours; only a request must come in time.
    server.timeout = 0;
    server.once('error', reject);
    start(server, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const app = appOf(port);
      // Without `hostname` a request without Host is refused; nothing of ours sends one.
      server.on('request', getRequestListener(app.fetch, { overrideGlobalObjects: false }));
      server.off('error', reject);
      resolve({ port, close: () => closeServer(server) });
    });
  });
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}
