import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { writePicture } from '../../test/support/pictures.ts';
import { noChildLeft } from '../../test/support/processes.ts';
import { createClient } from './contract/client.ts';
import { socketTransport } from './http/index.ts';

/** The engine's process as the desktop shell starts it. */
let top: string;
let started: ChildProcess[] = [];

beforeAll(async () => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'afterimage-main-')));
  mkdirSync(join(top, 'pictures'));
  await writePicture(join(top, 'pictures', 'a.jpg'), 1);
});
afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  started = [];
});
afterAll(() => rmSync(top, { recursive: true }));

function start(...parameters: string[]) {
  const entry = join(import.meta.dirname, 'main.ts');
  const child = spawn(process.execPath, [entry, '--library', join(top, 'library'), ...parameters], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  started.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  return {
    child,
    errors: () => errors,
    socket: async () => JSON.parse((await lines.next()).value ?? 'null').socket as string,
    ended: once(child, 'exit').then(([code]) => code as number | null),
  };
}

test('it says its socket, watches its folders and ends when its parent closes stdin', async () => {
  const engine = start(join(top, 'pictures'));
  const client = createClient(socketTransport(await engine.socket()));
  const ending = new AbortController();
  for await (const { states } of client.progressEvents(ending.signal)) {
    if (states.done === 1) ending.abort();
  }
  engine.child.stdin.end();
  expect(await engine.ended).toBe(0);
  expect(engine.errors()).toBe('');
  await noChildLeft(Number(engine.child.pid));
});

test('of two, the second shares the first one’s engine and takes over when it ends', async () => {
  const first = start();
  const socket = await first.socket();
  const second = start();
  expect(await second.socket()).toBe(socket);
  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  expect(await second.socket()).toBe(socket);
  const client = createClient(socketTransport(socket));
  expect(await client.call('status', {})).toMatchObject({ seen: 1 });
  await client.call('trustedStop', {});
  expect(await second.ended).toBe(0);
});

test('a library that cannot be opened is a clear error', async () => {
  const engine = start('--library', join(top, 'pictures', 'a.jpg'));
  expect(await engine.ended).toBe(1);
  expect(engine.errors()).toContain('a.jpg');
  expect(engine.errors()).not.toContain('    at ');
});
