import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createSilentServer, type Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { electronAddress } from './fetch-electron.mjs';

const probe = fileURLToPath(new URL('./probe.mjs', import.meta.url));
let server: Server | undefined;
afterEach(async () => {
  const closing = server;
  server = undefined;
  if (closing) await new Promise((resolve) => closing.close(resolve));
});

async function ask(asked: Server, limitMs: number): Promise<number> {
  server = asked;
  await new Promise<void>((resolve) => asked.listen(0, '127.0.0.1', () => resolve()));
  const { port } = asked.address() as AddressInfo;
  const parameters = [probe, `http://127.0.0.1:${port}/a.zip`, String(limitMs)];
  const [code] = await once(spawn(process.execPath, parameters), 'close');
  return code;
}

test('any answer is an answer', async () => {
  const answering = createServer((_request, response) => response.writeHead(404).end());
  expect(await ask(answering, 30_000)).toBe(0);
});

test('an address that takes the connection and says nothing does not answer', async () => {
  // Unread, the connection would never see its other end go.
  const silent = createSilentServer((socket) => void socket.on('error', () => {}).resume());
  expect(await ask(silent, 300)).toBe(1);
});

test.each([
  [{}, 'https://github.com/electron/electron/releases/download/v1.2.3/'],
  [{ ELECTRON_MIRROR: 'https://mirror.test/' }, 'https://mirror.test/v1.2.3/'],
  [
    { npm_config_electron_mirror: 'https://one.test/', ELECTRON_MIRROR: 'https://two.test/' },
    'https://one.test/v1.2.3/',
  ],
])('with %j it is looked for at %s', (environment, place) => {
  expect(electronAddress('1.2.3', environment, 'linux', 'arm64')).toBe(
    `${place}electron-v1.2.3-linux-arm64.zip`,
  );
});
