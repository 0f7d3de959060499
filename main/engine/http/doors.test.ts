import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { expect, onTestFinished, test } from 'vitest';
import { createClient } from '../contract/client.ts';
import { openSocketDoor } from './doors.ts';
import { socketTransport } from './socket-transport.ts';

test("a request's signal aborts when its client goes away", async () => {
  const top = mkdtempSync(join(tmpdir(), 'afterimage-door-'));
  onTestFinished(() => rmSync(top, { recursive: true }));
  const asked = Promise.withResolvers<AbortSignal>();
  const app = new Hono().post('/trusted/index', (context) => {
    asked.resolve(context.req.raw.signal);
    return new Promise<Response>(() => undefined);
  });
  const door = await openSocketDoor(app, join(top, 'socket'));
  onTestFinished(() => door.close());
  const client = createClient(socketTransport(join(top, 'socket')));
  const ending = new AbortController();
  const call = client.call('trustedIndex', { folders: ['/a'] }, { signal: ending.signal });
  const signal = await asked.promise;
  expect(signal.aborted).toBe(false);
  ending.abort(new Error('enough'));
  await expect(call).rejects.toThrow('enough');
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
});
