/** How many children work, and with how many threads, while reading goes on. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { coreShares } from './options.ts';
import { createPool } from './pool.ts';

test.each([
  ['all', 1, 16, 2, 1, true],
  ['all', 2, 16, 3, 1, true],
  ['all', 8, 16, 8, 4, true],
  ['all', 8, 6, 4, 4, true],
  ['all', 8, 0.5, 1, 4, true],
  [16, 8, 16, 8, 4, true],
  [8, 8, 16, 8, 4, true],
  [7, 8, 16, 3, 4, false],
  [4, 8, 16, 2, 2, false],
  [3, 8, 16, 1, 2, false],
  [2, 8, 16, 1, 1, false],
  [1, 8, 16, 1, 1, true],
] as const)(
  '%s of %d cores with %d GiB: %d decoders, %d threads of the encoder',
  (allowed, here, memoryGib, ...shares) => {
    const [decoders, encoderThreads, decodersEncode] = shares;
    expect(coreShares(allowed, here, memoryGib * 2 ** 30)).toEqual({
      decoders,
      encoderThreads,
      decodersEncode,
    });
  },
);

const options = {
  entry: new URL('../../../models/runtime/testing/misbehaving-child.ts', import.meta.url),
  environment: {},
  niceness: 0,
  silenceMs: 60_000,
  memoryBytes: 2 ** 31,
  memoryPollMs: 60_000,
  crashCode: 'decoder-crashed',
} as const;

function pool(count: number) {
  const made = createPool(count, options);
  onTestFinished(() => made.close());
  return made;
}

/** The misbehaving child answers with its process id as a size. */
const processOf = async (made: ReturnType<typeof pool>, path = 'quick') =>
  (await made.submit('identify', { path })).sizeBytes;

test('children that are too many finish their job and go, and more come when they may', async () => {
  const made = pool(2);
  const jobs = [processOf(made, 'sleep:600'), processOf(made, 'sleep:900')];
  await vi.waitUntil(() => made.processIds().length === 2);
  made.reconfigure(1, options);
  const processIds = await Promise.all(jobs);
  expect(new Set(processIds).size).toBe(2);
  await vi.waitUntil(() => made.processIds().length === 1);
  const [left] = made.processIds();
  expect(await Promise.all([processOf(made), processOf(made)])).toEqual([left, left]);
  made.reconfigure(3, options);
  await Promise.all(['sleep:500', 'sleep:500', 'sleep:500'].map((path) => processOf(made, path)));
  expect(made.processIds()).toHaveLength(3);
});

test('with other options the next job goes to a new child, never beside the old one', async () => {
  const made = pool(1);
  const first = processOf(made, 'sleep:600');
  await vi.waitUntil(() => made.processIds().length === 1);
  made.reconfigure(1, { ...options, environment: { THREADS: '1' } });
  const second = processOf(made);
  expect(await second).not.toBe(await first);
  expect(made.processIds()).toEqual([await second]);
  made.reconfigure(1, { ...options, environment: { THREADS: '1' } });
  expect(await processOf(made)).toBe(await second);
});

test('an idle child goes at once, and nobody waits for one that never began', async () => {
  const made = pool(2);
  await processOf(made);
  made.reconfigure(1, { ...options, environment: { THREADS: '2' } });
  await vi.waitUntil(() => made.processIds().length === 0);
  await sleep(50);
  expect(await processOf(made)).toBeGreaterThan(0);
});
