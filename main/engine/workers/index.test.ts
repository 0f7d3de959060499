/** The supervision, on real child processes that misbehave. Decoding has tests of its own. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { writeTinyModel } from '../../../models/runtime/testing/tiny-model.ts';
import { writePicture } from '../../../test/support/pictures.ts';
import { childrenOf } from '../../../test/support/processes.ts';
import { readModelManifest, startWorkers, type WorkersOptions } from './index.ts';
import { WorkersUnavailableError } from './types.ts';

const testing = new URL('../../../models/runtime/testing/', import.meta.url);
const entry = new URL('misbehaving-child.ts', testing);
const folder = await mkdtemp(path.join(os.tmpdir(), 'afterimage-workers-'));
const modelPath = path.join(folder, 'model');
const open: ReturnType<typeof startWorkers>[] = [];

function start(options: WorkersOptions = {}) {
  const workers = startWorkers({ modelPath, decoders: 1, entries: { decoder: entry }, ...options });
  open.push(workers);
  return workers;
}

/** The error a promise rejects with, as plain data. */
async function failure(promise: Promise<unknown>) {
  const error = await promise.then(
    (value) => expect.fail(`did not reject but gave ${JSON.stringify(value)}`),
    (reason) => reason,
  );
  return { name: error.name, code: error.code, detail: error.detail, retry: error.retry };
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

beforeAll(async () => {
  await writeTinyModel(modelPath);
  return () => rm(folder, { recursive: true });
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((workers) => workers.close()));
});

test('pictures are made as the manifest says', async () => {
  const manifest = await readModelManifest(modelPath);
  const trained = { width: 4, height: 4, kernel: 'linear', jpegQuality: 50, areaFrom: 2 } as const;
  const photo = path.join(folder, 'photo.png');
  await writePicture(photo, 1);
  const pixelsWith = async (vision: Partial<typeof manifest.vision>) => {
    const own = { ...manifest, vision: { ...manifest.vision, ...vision } };
    const workers = startWorkers({ modelPath, decoders: 1, manifest: own });
    open.push(workers);
    return (await workers.decodePhoto(photo)).moments[0]?.pixels;
  };
  const plain = await pixelsWith({});
  expect(plain).toMatchObject({ width: manifest.vision.width, height: manifest.vision.height });
  expect(await pixelsWith({ width: 9 })).toMatchObject({ width: 9 });
  expect(await pixelsWith({ trained })).not.toEqual(plain);
});

describe('a child that fails', () => {
  test('a crash rejects its own job with its last words, and the next job is served', async () => {
    const workers = start();
    const jobs = ['before', 'crash', 'after'].map((what) => workers.identify(what));
    expect((await jobs[0])?.contentHash).toBe('before');
    expect(await failure(jobs[1] as Promise<unknown>)).toMatchObject({
      code: 'decoder-crashed',
      retry: true,
    });
    expect((await jobs[2])?.contentHash).toBe('after');
    expect((await jobs[2])?.sizeBytes).not.toBe((await jobs[0])?.sizeBytes);
  });

  test('a hang in native code is killed after its silence', async () => {
    const workers = start({ silenceMs: 700 });
    const jobs = [workers.identify('hang'), workers.identify('after')];
    expect(await failure(jobs[0] as Promise<unknown>)).toMatchObject({
      code: 'took-too-long',
      retry: true,
    });
    expect((await jobs[1])?.contentHash).toBe('after');
  });

  test('a long job that shows signs of life is left alone', async () => {
    const workers = start({ silenceMs: 3_000 });
    expect((await workers.identify('work:45')).contentHash).toBe('work:45');
  });

  test.each([
    ['as the system tells', 100],
    ['as the child tells by itself', 3_600_000],
  ])('a memory hog is killed at its limit, %s', async (_, memoryPollMs) => {
    const workers = start({ memoryBytes: 300 * 2 ** 20, memoryPollMs });
    const jobs = [workers.identify('hog'), workers.identify('after')];
    expect(await failure(jobs[0] as Promise<unknown>)).toMatchObject({
      code: 'took-too-much-memory',
      retry: true,
    });
    expect((await jobs[1])?.contentHash).toBe('after');
  });

  test('killed from outside, idle or busy', async () => {
    const workers = start();
    const first = (await workers.identify('first')).sizeBytes;
    process.kill(first, 'SIGKILL');
    const busy = (await workers.identify('second').catch(() => workers.identify('third')))
      .sizeBytes;
    const job = failure(workers.identify('sleep:5000'));
    await sleep(50);
    process.kill(busy, 'SIGKILL');
    expect(await job).toMatchObject({ code: 'decoder-crashed', detail: 'SIGKILL', retry: true });
  });

  test('an answer about the file costs no child', async () => {
    const workers = start();
    const before = (await workers.identify('before')).sizeBytes;
    expect([
      await failure(workers.identify('refuse:cut off')),
      await failure(workers.identify('blunder:oops')),
    ]).toEqual([
      { name: 'WorkerError', code: 'damaged-picture', detail: 'cut off', retry: false },
      { name: 'WorkerError', code: 'internal-error', detail: 'oops', retry: false },
    ]);
    expect((await workers.identify('after')).sizeBytes).toBe(before);
  });

  test('killed while it starts, it is started again with the same job', async () => {
    const workers = start();
    const job = workers.identify('first');
    await vi.waitUntil(() => workers.processIds().length === 1, { interval: 1, timeout: 200_000 });
    const [pid] = workers.processIds();
    process.kill(pid ?? 0, 'SIGKILL');
    expect((await job).sizeBytes).not.toBe(pid);
  });

  test('what no file is to blame for has an error of its own', async () => {
    const workers = start();
    await expect(workers.identify('unavailable:no model')).rejects.toThrow(WorkersUnavailableError);
    const missing = start({ entries: { decoder: new URL('./missing.ts', entry) } });
    await expect(missing.identify('any')).rejects.toThrow(/did not start.*Cannot find module/);
    const modelless = start({ modelPath: path.join(folder, 'nowhere') });
    await expect(modelless.encodeTexts(['red'])).rejects.toThrow(/manifest\.json/);
    await expect(modelless.decodePhoto('any')).rejects.toThrow(WorkersUnavailableError);
  });
});

describe('a photo read in one go', () => {
  const photo = path.join(folder, 'one-go.png');
  /** Nothing misbehaves. */
  const whole = () => start({ entries: {} });

  test('is what identifying, decoding and encoding it gives', async () => {
    await writePicture(photo, 2);
    const workers = whole();
    const asked: unknown[] = [];
    const read = await workers.readPhoto(photo, async (identity) => {
      asked.push(identity);
      return true;
    });
    const { metadata, moments } = await workers.decodePhoto(photo);
    expect(asked).toEqual([await workers.identify(photo)]);
    expect(read).toEqual({
      metadata,
      moments: moments.map(({ pixels: _, ...rest }) => rest),
      encoded: await workers.encodePictures(moments.map(({ pixels }) => pixels)),
    });
    const apart = await workers.readPhoto(photo, async () => true, { encode: false });
    expect(apart).toEqual({ metadata, moments, encoded: null });
  });

  test('is left where it is not wanted, even one that cannot be decoded', async () => {
    const broken = path.join(folder, 'broken.jpg');
    const workers = whole();
    for (const [bytes, code] of [
      [Buffer.from('ffd8ffe000104a464946', 'hex'), 'damaged-picture'],
      [Buffer.from('no picture'), 'not-a-picture'],
    ] as const) {
      await writeFile(broken, bytes);
      expect(await workers.readPhoto(broken, async () => false)).toBe(null);
      expect(await failure(workers.readPhoto(broken, async () => true))).toMatchObject({ code });
    }
  });

  test('needs the model', async () => {
    const manifest = await readModelManifest(modelPath);
    const workers = start({ entries: {}, manifest, modelPath: path.join(folder, 'nowhere') });
    await expect(workers.readPhoto(photo, async () => true)).rejects.toThrow(
      WorkersUnavailableError,
    );
    expect(await workers.readPhoto(photo, async () => true, { encode: false })).not.toBe(null);
  });
});

describe('ending', () => {
  test('close leaves no child, and rejects what was under way or waiting', async () => {
    const workers = start({ decoders: 2 });
    const jobs = ['sleep:60000', 'hang', 'waiting'].map((what) => failure(workers.identify(what)));
    await workers.encodeTexts(['red']);
    const pids = workers.processIds();
    expect(pids).toHaveLength(3);
    await workers.close();
    expect({ alive: pids.filter(alive), listed: workers.processIds() }).toEqual({
      alive: [],
      listed: [],
    });
    await Promise.all(jobs);
    await expect(workers.identify('late')).rejects.toThrow(/closed/);
  });

  test('children end with their parent, even the one that is busy and hears nothing', async () => {
    const script = `
      const { startWorkers } = await import(process.argv[1]);
      const entry = new URL(process.argv[2]);
      const workers = startWorkers({ decoders: 2, entries: { decoder: entry } });
      workers.identify('hang');
      workers.identify('sleep:60000');
    `;
    const index = new URL('./index.ts', import.meta.url).href;
    const arguments_ = ['--input-type=module-typescript', '-e', script, index, entry.href];
    const parent = spawn(process.execPath, arguments_, { stdio: 'ignore' });
    await vi.waitUntil(() => childrenOf(parent.pid ?? 0).length === 2, { timeout: 200_000 });
    const children = childrenOf(parent.pid ?? 0).map(({ processId }) => processId);
    await sleep(1_000);
    parent.kill('SIGKILL');
    await vi.waitUntil(() => !children.some(alive), { timeout: 200_000 });
  });

  test('an aborted job ends at once, waiting or under way', async () => {
    const workers = start();
    const stop = new AbortController();
    const jobs = ['hang', 'waiting'].map((what) => failure(workers.identify(what, stop.signal)));
    await sleep(300);
    stop.abort();
    expect((await Promise.all(jobs)).map(({ name }) => name)).toEqual(['AbortError', 'AbortError']);
    expect((await workers.identify('after')).contentHash).toBe('after');
  });
});

describe('parts', () => {
  test('segments come in order, one is made ahead, and the answer comes last', async () => {
    const workers = start();
    const note = path.join(folder, 'segments');
    const seen: number[] = [];
    let overtaking = 0;
    const metadata = await workers.decodeVideo(note, async ({ moments: [moment] }) => {
      seen.push(moment?.timeMs ?? -1);
      await sleep(60);
      // The one in hand, the one that waits for us, and none beyond.
      overtaking = Math.max(overtaking, Number(await readFile(note, 'utf8')) - seen.length);
    });
    expect({ seen, overtaking, width: metadata.width }).toEqual({
      seen: [0, 1, 2, 3, 4],
      overtaking: 1,
      width: 5,
    });
  });

  test("the engine's own failure with a segment comes back as it is, and the child is replaced", async () => {
    const workers = start();
    const note = path.join(folder, 'failing');
    const failing = workers.decodeVideo(note, async () => {
      throw new RangeError('the disk is full');
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect((await workers.identify('after')).contentHash).toBe('after');
  });

  test('a slow engine is not taken for a silent child', async () => {
    const workers = start({ silenceMs: 500 });
    const note = path.join(folder, 'slow');
    await workers.decodeVideo(note, async ({ moments: [moment] }) => {
      if (moment?.timeMs === 0) await sleep(1_200);
    });
  });

  test('a rendition is a stream with a content type', async () => {
    const { contentType, stream } = await start().renderVideo('short', 0);
    const chunks: Buffer[] = await stream.toArray();
    const bytes = Buffer.concat(chunks);
    expect({ contentType, length: bytes.length, last: bytes.at(-1) }).toEqual({
      contentType: 'video/mp4',
      length: 3 * 64 * 1024,
      last: 2,
    });
  });

  test('a rendition that breaks breaks its stream', async () => {
    const { stream } = await start().renderVideo('broken', 0);
    await expect(stream.toArray()).rejects.toMatchObject({ code: 'damaged-video' });
  });

  test('a closed rendition frees its child; a fourth one ends the oldest', async () => {
    const workers = start();
    const closed = await workers.renderVideo('endless', 0);
    const [pid] = workers.processIds();
    closed.stream.destroy();
    await sleep(100);
    const kept = await Promise.all([0, 1, 2].map(() => workers.renderVideo('endless', 0)));
    expect(workers.processIds()).toContain(pid);
    const ended = new Promise((resolve) => kept[0]?.stream.on('error', resolve));
    const newest = await workers.renderVideo('short', 0);
    expect(newest.contentType).toBe('video/mp4');
    expect(await ended).toMatchObject({ name: 'AbortError' });
    for (const { stream } of [...kept, newest]) stream.destroy();
  });
});
