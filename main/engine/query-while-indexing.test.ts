/** A query by an example file while a video has ingest's only decoder. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeTinyModel } from '../../models/runtime/testing/tiny-model.ts';
import { drawScene, makeClip } from '../../test/support/make-clip.ts';
import { writePicture } from '../../test/support/pictures.ts';
import { type Client, createClient } from './contract/client.ts';
import { type Engine, startEngine } from './engine.ts';
import { socketTransport } from './http/index.ts';

let top: string;
let engine: Engine;
let client: Client;

const clip = (path: string, scenes: number) =>
  makeClip(
    path,
    Array.from({ length: scenes }, (_, seed) =>
      drawScene(seed, { width: 320, height: 180, durationMs: 1_000 }),
    ),
    { framesPerSecond: 5 },
  );

beforeAll(async () => {
  top = mkdtempSync(join(tmpdir(), 'afterimage-query-'));
  mkdirSync(join(top, 'pictures'));
  mkdirSync(join(top, 'outside'));
  await writePicture(join(top, 'pictures', 'a.jpg'), 1);
  await writePicture(join(top, 'outside', 'a.jpg'), 1);
  await clip(join(top, 'pictures', 'long.mp4'), 400);
  await clip(join(top, 'outside', 'short.mp4'), 3);
  await writeTinyModel(join(top, 'model'));
  engine = await startEngine({
    libraryPath: join(top, 'library'),
    log: () => undefined,
    watch: false,
    validateAnswers: true,
    workers: { modelPath: join(top, 'model'), decoders: 1, encoderThreads: 1 },
  });
  client = createClient(socketTransport(engine.socketPath));
});
afterAll(async () => {
  await engine.close();
  rmSync(top, { recursive: true });
});

test('examples outside the library are answered while a video keeps the only decoder', async () => {
  // The children for queries start now: that takes longer than a made video on a busy machine.
  await client.call('trustedSearch', { likeFiles: [join(top, 'outside', 'short.mp4')] });
  const indexing = client.call('trustedIndex', { folders: [join(top, 'pictures')] });
  const isReading = async () => (await client.call('progress', {})).reading.includes('long.mp4');
  while (!(await isReading())) await new Promise((next) => setTimeout(next, 20));
  for (const name of ['a.jpg', 'short.mp4']) {
    const likeFiles = [join(top, 'outside', name)];
    const found = await client.call('trustedSearch', { likeFiles, leaveOutExamples: true });
    expect(found.query).toBe('');
  }
  expect(await isReading()).toBe(true);
  expect(await indexing).toMatchObject({ seen: 2, encoded: 2, setAside: [] });
  const likeFiles = [join(top, 'outside', 'a.jpg')];
  const { results } = await client.call('trustedSearch', { likeFiles });
  expect(results[0]?.path).toBe(join(top, 'pictures', 'a.jpg'));
});
