/** Children that hang, grow, die or do not start: whose fault it is, and that the queue goes on. */
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type Client, createClient } from '../../main/engine/contract/client.ts';
import type { Progress } from '../../main/engine/contract/library.ts';
import { startEngine } from '../../main/engine/engine.ts';
import { socketTransport } from '../../main/engine/http/index.ts';
import { isLong } from '../support/fault-scale.ts';
import { fingerprints } from '../support/fingerprints.ts';
import { letMisbehave, type Misbehaviour } from '../support/misbehaving.ts';
import { writePicture } from '../support/pictures.ts';

const photos = 8;
/** Of which the file is that the children misbehave on. */
const victim = 'photo-3.jpg';
let root: string;
let folder: string;
let set: (rules: readonly Misbehaviour[]) => void;
let log: string[];

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'afterimage-children-')));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  folder = join(root, 'folder');
  await mkdir(folder);
  for (let number = 0; number < photos; number += 1) {
    await writePicture(join(folder, `photo-${number}.jpg`), number);
  }
  set = letMisbehave(root);
});

/** Limits that make a test short; what they are is no matter of the engine's. */
async function start(): Promise<Client> {
  log = [];
  const engine = await startEngine({
    libraryPath: join(root, 'library'),
    log: (line) => log.push(line),
    watch: false,
    workers: { silenceMs: 3_000, memoryBytes: 700 * 2 ** 20, memoryPollMs: 50, decoders: 2 },
  });
  onTestFinished(() => engine.close());
  return createClient(socketTransport(engine.socketPath));
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(50);
}

/** What was under way when the queue stopped has been put back. */
async function allWait(client: Client): Promise<void> {
  await until(async () => (await client.call('status', {})).states.reading === 0);
  const { states } = await client.call('status', {});
  expect(states).toEqual({ waiting: photos, reading: 0, done: 0, setAside: 0 });
}

async function expectAllDone(client: Client): Promise<void> {
  const { states, setAside } = await client.call('status', {});
  expect(setAside).toEqual([]);
  expect(states).toEqual({ waiting: 0, reading: 0, done: photos, setAside: 0 });
  expect(await client.call('trustedCheck', {})).toEqual({ ok: true, problems: [] });
}

/** What waits for a limit twice, or more often, is for the long form. */
const inLong = <Row>(row: Row): Row[] => (isLong ? [row] : []);

describe.each<readonly [string, Misbehaviour['how'], string]>([
  ['that never answers', 'ignore', 'took-too-long'],
  ...inLong(['that does nothing else any more', 'hang', 'took-too-long'] as const),
  ['that grows', 'grow', 'took-too-much-memory'],
  ['that is killed', 'die', 'decoder-crashed'],
  ['that ends by itself', 'exit', 'decoder-crashed'],
])('a decoder %s', (_, how, code) => {
  test('costs that file two attempts, and no other anything; retried, it is read', async () => {
    const before = await fingerprints(folder);
    set([{ child: 'decoder', job: 'readPhoto', how, path: victim }]);
    const client = await start();
    const { seen, encoded, setAside } = await client.call('trustedIndex', { folders: [folder] });
    expect([seen, encoded]).toEqual([photos, photos - 1]);
    expect(setAside).toEqual([
      { path: join(folder, victim), code, reason: expect.stringMatching(/\w+ \w+.*\./) },
    ]);
    set([]);
    await client.call('retrySetAside', {});
    await until(async () => (await client.call('status', {})).states.done === photos);
    await expectAllDone(client);
    expect(await fingerprints(folder)).toEqual(before);
  });
});

/** Where a photo is encoded: by its decoder, and when it is tried alone by the encoder. */
const encodes = { child: 'decoder', job: 'readPhoto', encodes: true } as const;
const alone = { child: 'encoder', job: 'encodePictures' } as const;

describe.each<readonly [string, Misbehaviour['how'], Misbehaviour]>([
  ['dies on every call', 'die', { ...alone, how: 'die' }],
  ['needs too much memory on every call', 'grow', { ...alone, how: 'grow' }],
  ...inLong(['never answers', 'ignore', { ...alone, how: 'ignore' }] as const),
  ['does not start', 'die', { child: 'encoder', job: 'start', how: 'exit' }],
])('an encoder that %s', (_, how, rule) => {
  test('stops the queue with the reason, blames no file, and all goes on when it works', async () => {
    set([{ ...encodes, how }, rule]);
    const client = await start();
    const indexing = client.call('trustedIndex', { folders: [folder] });
    await expect(indexing).rejects.toThrow(/the model does not run/);
    const progress: Progress = await client.call('progress', {});
    expect(progress.trouble).toMatch(/the model does not run/);
    await allWait(client);
    expect(log.filter((line) => line.includes('the model does not run'))).toHaveLength(1);
    // Nobody is kept from what does not need it.
    expect((await client.call('status', {})).seen).toBe(photos);
    set([]);
    const after = await client.call('trustedIndex', { folders: [folder] });
    expect(after).toMatchObject({ seen: photos, encoded: photos, setAside: [] });
    await expectAllDone(client);
  });
});

test('where only decoders die of encoding, the encoder does it, one photo after the other', async () => {
  set([{ ...encodes, how: 'die' }]);
  const client = await start();
  const after = await client.call('trustedIndex', { folders: [folder] });
  expect(after).toMatchObject({ seen: photos, encoded: photos, setAside: [] });
  await expectAllDone(client);
});

test('a decoder that does not start stops the queue with the reason', async () => {
  set([{ child: 'decoder', job: 'start', how: 'exit' }]);
  const client = await start();
  await expect(client.call('trustedIndex', { folders: [folder] })).rejects.toThrow(
    /a child process did not start \(exit code 3/,
  );
  await allWait(client);
  set([]);
  await client.call('trustedIndex', { folders: [folder] });
  await expectAllDone(client);
});
