/** How right the time left is, on computers whose doings are known, and on a recorded run. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Judgement, judgeTimeLeft } from '../../../../test/support/judge-time-left.ts';
import { type SimulatedFile, simulate } from '../../../../test/support/simulate-run.ts';
import { activityMessages } from '../../contract/messages/activity.ts';
import { roughTime } from '../../contract/rough-time.ts';
import { type Run, replay, type Said } from './replay-run.ts';
import { createTimeLeft } from './time-left.ts';

/** Deterministic, 0 to 1 (Lehmer). */
function random(): () => number {
  let state = 7;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

type Library = {
  readonly photos: number;
  readonly videos?: number;
  readonly decodeSeconds?: number;
  readonly encodeSeconds?: number;
  readonly videoSecondsAMegabyte?: number;
  /** Part of the photos that is known already. */
  readonly known?: number;
};

function files(library: Library): SimulatedFile[] {
  const { photos, videos = 0, known = 0, encodeSeconds = 0.02 } = library;
  const { decodeSeconds = 0.05, videoSecondsAMegabyte = 0.05 } = library;
  const next = random();
  const photo = (): SimulatedFile => {
    const isKnown = next() < known;
    const sizeBytes = 2e6 + 6e6 * next();
    const seconds = isKnown ? 0.01 + sizeBytes * 2e-9 : decodeSeconds * (0.5 + next());
    return { kind: 'photo', sizeBytes, decodeSeconds: seconds, encodeSeconds, isKnown };
  };
  const video = (): SimulatedFile => {
    const megabytes = 5 + 300 * next() ** 3;
    const seconds = 0.3 + videoSecondsAMegabyte * megabytes * (0.5 + next());
    const sizeBytes = megabytes * 1e6;
    return { kind: 'video', sizeBytes, decodeSeconds: seconds, encodeSeconds: 0, isKnown: false };
  };
  return [...Array.from({ length: photos }, photo), ...Array.from({ length: videos }, video)];
}

const steady = () => 1;

function judged(run: Run): Judgement & { readonly rises: number } {
  const { said, endMs } = replay(run);
  return { ...judgeTimeLeft(said, endMs), rises: rises(said) };
}

/** How often what is said goes up after the first minute. */
function rises(said: readonly Said[]): number {
  const times = said.flatMap(({ atMs, timeLeftMs }) =>
    timeLeftMs === null || atMs < 60_000 ? [] : [timeLeftMs],
  );
  const words = times.map((ms) => activityMessages.roughly(roughTime(ms)));
  return words.filter((word, index) => {
    const before = times[index - 1] ?? Number.POSITIVE_INFINITY;
    return word !== words[index - 1] && (times[index] ?? 0) > before;
  }).length;
}

test.each<[string, Library, number]>([
  ['photos alone', { photos: 4_000 }, 1],
  ['photos and some videos', { photos: 5_000, videos: 60 }, 1],
  [
    'videos that take most of the time',
    { photos: 3_000, videos: 150, videoSecondsAMegabyte: 0.1 },
    1,
  ],
  ['videos that take hardly any', { photos: 6_000, videos: 200, videoSecondsAMegabyte: 0.01 }, 1],
  ['videos beside photos', { photos: 9_000, videos: 100, videoSecondsAMegabyte: 0.1 }, 3],
  ['a slow encoder', { photos: 9_000, videos: 100, encodeSeconds: 0.06 }, 3],
  ['videos alone', { photos: 0, videos: 200, videoSecondsAMegabyte: 0.1 }, 4],
  ['a library of which most has only moved', { photos: 12_000, known: 0.7 }, 1],
])('%s: within a third after the first minute, going down calmly', (_, library, decoders) => {
  const judgement = judged(simulate(files(library), { decoders, speed: steady }));
  expect(judgement.saidPercent).toBe(100);
  expect(judgement.withinAThirdPercent).toBeGreaterThanOrEqual(95);
  expect(judgement.rises).toBeLessThanOrEqual(3);
});

test('where another program takes half of the computer, the truth is found again within a minute', () => {
  const slower = { decoders: 1, speed: (second: number) => (second < 80 ? 1 : 0.5) };
  const { said, endMs } = replay(simulate(files({ photos: 4_000 }), slower));
  const later = said.filter(({ atMs }) => atMs > 140_000 && atMs < endMs - 10_000);
  for (const { atMs, timeLeftMs } of later) {
    expect((timeLeftMs ?? 0) / (endMs - atMs)).toBeGreaterThan(2 / 3);
    expect((timeLeftMs ?? 0) / (endMs - atMs)).toBeLessThan(4 / 3);
  }
});

// 1,500 photos of 0.05 to 12 megapixels and 110 videos on two cores; see test/measure/time-left.ts.
test('a real run, as it was recorded', () => {
  const recorded = new URL('recorded-run.json', import.meta.url);
  const run = JSON.parse(readFileSync(recorded, 'utf8')) as Run;
  const judgement = judged(run);
  expect(judgement.saidPercent).toBe(100);
  expect(judgement.withinAThirdPercent).toBe(100);
  expect(judgement.rises).toBe(0);
});

const photo = (fileId: number) =>
  ({ fileId, kind: 'photo', sizeBytes: 3e6, isSizeKnown: false }) as const;
const photosLeft = (count: number) => [
  { kind: 'photo', known: false, files: count, bytes: 3e6 * count } as const,
];

test('nothing is said at first, nor of videos before one was seen', () => {
  let nowMs = 0;
  const timeLeft = createTimeLeft(() => nowMs);
  const read = (seconds: number, open: Parameters<typeof timeLeft.tick>[0]['open']) => {
    for (let second = 0; second < seconds; second += 1) {
      for (let each = 0; each < 10; each += 1) timeLeft.ended(photo(nowMs + each), true);
      nowMs += 1_000;
      timeLeft.tick({ isReading: true, open, decoders: 1 });
    }
  };
  read(10, photosLeft(1_000));
  expect(timeLeft.ms).toBe(null);
  read(10, photosLeft(1_000));
  expect(timeLeft.ms).toBeGreaterThan(80_000);
  expect(timeLeft.ms).toBeLessThan(120_000);
  const videos = { kind: 'video', known: false, files: 50, bytes: 5e9 } as const;
  read(1, [...photosLeft(1_000), videos]);
  expect(timeLeft.ms).toBe(null);
  timeLeft.tick({ isReading: true, open: [], decoders: 1 });
  expect(timeLeft.ms).toBe(0);
});

test('time that is not spent reading does not count, and new work is added at once', () => {
  let nowMs = 0;
  const timeLeft = createTimeLeft(() => nowMs);
  const read = (seconds: number, count: number) => {
    for (let second = 0; second < seconds; second += 1) {
      for (let each = 0; each < 10; each += 1) timeLeft.ended(photo(nowMs + each), true);
      nowMs += 1_000;
      timeLeft.tick({ isReading: true, open: photosLeft(count), decoders: 1 });
    }
  };
  read(60, 1_000);
  const before = timeLeft.ms ?? 0;
  nowMs += 3_600_000;
  timeLeft.tick({ isReading: false, open: photosLeft(1_000), decoders: 1 });
  expect(timeLeft.ms).toBeCloseTo(before, -3);
  read(1, 3_000);
  expect(timeLeft.ms).toBeGreaterThan(280_000);
});
