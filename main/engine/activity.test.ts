/** Activity, settings and pauses through both doors of a real engine. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writePicture } from '../../test/support/pictures.ts';
import { type Client, createClient } from './contract/client.ts';
import type { Progress } from './contract/library.ts';
import { type Engine, startEngine } from './engine.ts';
import { socketTransport } from './http/index.ts';

let top: string;
let folder: string;
let engine: Engine;
let client: Client;

beforeAll(async () => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'afterimage-doors-')));
  folder = join(top, 'pictures');
  mkdirSync(folder);
  await writePicture(join(folder, 'a.jpg'), 1);
  for (const name of ['b', 'c', 'd']) writeFileSync(join(folder, `${name}.jpg`), `no ${name}`);
  engine = await startEngine({
    libraryPath: join(top, 'library'),
    log: () => undefined,
    watch: false,
    validateAnswers: true,
  });
  client = createClient(socketTransport(engine.socketPath));
  await client.call('trustedIndex', { folders: [folder] });
});
afterAll(async () => {
  await engine.close();
  rmSync(top, { recursive: true });
});

test('activity and status tell the same, and a file that was set aside has a path', async () => {
  const activity = await client.call('activity', {});
  const { setAside, hidden, sampled, ...status } = await client.call('status', {});
  expect(status).toEqual(activity);
  expect([hidden.items, sampled]).toEqual([0, 0]);
  expect(activity).toMatchObject({
    seen: 4,
    folders: [{ path: folder, files: 4 }],
    reasons: [{ code: 'not-a-picture', files: 3 }],
    reading: [],
    hold: null,
  });
  const { files } = await client.call('setAside', { code: 'not-a-picture', from: 1, limit: 1 });
  expect(files).toMatchObject([{ path: join(folder, 'c.jpg') }]);
  expect(setAside).toHaveLength(3);
  const fileId = files[0]?.fileId ?? 0;
  expect(await client.call('trustedFilePath', { fileId })).toEqual({ path: join(folder, 'c.jpg') });
  await expect(client.call('trustedFilePath', { fileId: 999 })).rejects.toThrow('999');
});

test('progress tells of files that are tried again, also while nothing is read', async () => {
  await client.call('pause', {});
  const ending = new AbortController();
  let retried = false;
  let last: Progress | undefined;
  for await (const progress of client.progressEvents(ending.signal)) {
    last = progress;
    if (progress.states.waiting === 3) ending.abort();
    else if (!retried) {
      retried = true;
      await client.call('retrySetAside', { code: 'not-a-picture' });
    }
  }
  expect(last).toMatchObject({
    states: { waiting: 3, setAside: 0 },
    notSearched: { files: 3, offline: 0 },
    hold: { why: 'paused' },
  });
  await client.call('resume', {});
  await client.call('trustedIndex', { folders: [folder] });
  expect((await client.call('activity', {})).states).toMatchObject({ waiting: 0, setAside: 3 });
});

test('a pause until a moment ends by itself', async () => {
  const { hold } = await client.call('pause', { untilMs: Date.now() + 500 });
  expect(hold?.why).toBe('paused');
  while ((await client.call('progress', {})).hold !== null) {
    await new Promise((next) => setTimeout(next, 20));
  }
});

test('settings are changed in part, over the browser door too; what is wrong is refused', async () => {
  const before = await client.call('settings', {});
  expect(before.coresHere).toBeGreaterThan(0);
  expect((await client.call('changeSettings', { cores: 1 })).settings).toEqual({
    ...before.settings,
    cores: 1,
  });
  const { url } = await client.call('trustedBrowserDoor', {});
  const entered = await fetch(url, { redirect: 'manual' });
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  const patch = (body: object, headers: Record<string, string>) =>
    fetch(new URL('/api/settings', url), {
      method: 'PATCH',
      headers: { cookie, ...headers },
      body: JSON.stringify(body),
    });
  expect((await patch({ battery: 'wait' }, {})).status).toBe(403);
  const own = { 'x-afterimage': '1' };
  expect((await patch({ battery: 'wait' }, own)).status).toBe(200);
  for (const wrong of [{ battery: 'maybe' }, { schedule: '7-8' }, { colour: 'red' }]) {
    expect((await patch(wrong, own)).status).toBe(400);
  }
  expect((await client.call('settings', {})).settings).toEqual({
    ...before.settings,
    battery: 'wait',
    cores: 1,
  });
});
