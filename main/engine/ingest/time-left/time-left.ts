/**
 * How long reading all that waits will take, from what has been read so far. Photos, videos and files
 * that need hashing alone are told apart; a video counts as it gets on, not when it ends. Silent
 * (null) while too little has been seen of what is left. Pure but for the clock that it is given.
 */
import type { OpenWork, WaitingFile } from '../../catalog/types.ts';
import { costOf, type Way, ways } from './costs.ts';
import { byWay, type Costs, ratesOf, type Stretch } from './rates.ts';
import { createSmoothing } from './smoothing.ts';

export type WorkFile = Pick<WaitingFile, 'fileId' | 'kind' | 'sizeBytes' | 'isSizeKnown'>;

export type TimeLeft = {
  /** So much of a video has been decoded, 0 to 1. */
  reached(file: WorkFile, share: number): void;
  /** A file is through: encoded, or only looked at, since it is known already or was set aside. */
  ended(file: WorkFile, isEncoded: boolean): void;
  /** A file waits again: what was done of it was work, and has to be done again. */
  gaveUp(file: WorkFile): void;
  /** To be called about once a second. `isReading`: files were being read since the last time. */
  tick(now: { readonly isReading: boolean; readonly open: readonly OpenWork[] }): void;
  /** Milliseconds, as of the last tick; null where it is not known. */
  readonly ms: number | null;
};

const stretchSeconds = 5;
/** Seconds of reading after which a stretch counts half. */
const halfLifeSeconds = 240;
const mostStretches = 240;
/** Less than so much reading says nothing. */
const leastSeconds = 15;
/** So much of a way, in seconds of the guess, has to have been seen before it counts as known. */
const leastCost: Costs = { photo: 0.3, video: 0.5, hash: 0.03 };
/** Where more than this part of what is left is of an unknown way, nothing is said. */
const mostUnknown = 0.3;
/** How many of a group need hashing alone, as if it had been seen of so many files: */
const guessFiles = 8;
/** of those whose size is that of a content, and of others, which may be copies of each other. */
const guessHashed = { known: 0.9, other: 0.02 } as const;

const nothing = (): Record<Way, number> => ({ photo: 0, video: 0, hash: 0 });
const sumOf = (costs: Costs): number => ways.reduce((sum, way) => sum + costs[way], 0);

export function createTimeLeft(now: () => number = () => performance.now()): TimeLeft {
  const smoothing = createSmoothing();
  const stretches: (Omit<Stretch, 'weight'> & { readonly endSeconds: number })[] = [];
  const inFlight = new Map<number, number>();
  const groups = new Map<string, { readonly files: number; readonly hashed: number }>();
  const seen = nothing();
  let current = nothing();
  let currentSeconds = 0;
  let readSeconds = 0;
  let lastMs = now();
  let ms: number | null = null;

  const work = (way: Way, cost: number) => {
    current[way] += cost;
    seen[way] += cost;
  };

  /** A stretch in which nothing was worked off goes on until something is. */
  const closeStretch = () => {
    if (sumOf(current) === 0) return;
    stretches.push({ seconds: currentSeconds, costs: current, endSeconds: readSeconds });
    if (stretches.length > mostStretches) stretches.shift();
    current = nothing();
    currentSeconds = 0;
  };

  const rates = () =>
    ratesOf(
      stretches.map(({ seconds, costs, endSeconds }) => ({
        seconds,
        costs,
        weight: 0.5 ** ((readSeconds - endSeconds) / halfLifeSeconds),
      })),
    );

  const hashedPart = (kind: string, known: boolean) => {
    const { files, hashed } = groups.get(groupOf(kind, known)) ?? { files: 0, hashed: 0 };
    const guess = guessHashed[known ? 'known' : 'other'] * guessFiles;
    return (hashed + guess) / (files + guessFiles);
  };

  const costLeft = (open: readonly OpenWork[]): Costs => {
    const left = nothing();
    for (const { kind, known, files, bytes } of open) {
      const hashed = hashedPart(kind, known);
      left.hash += hashed * costOf('hash', files, bytes);
      left[kind] += (1 - hashed) * costOf(kind, files, bytes);
    }
    for (const cost of inFlight.values()) left.video = Math.max(0, left.video - cost);
    return left;
  };

  const estimate = (open: readonly OpenWork[], passedMs: number): number | null => {
    if (readSeconds < leastSeconds || stretches.length === 0) return null;
    const rate = rates();
    const left = costLeft(open);
    const seconds = byWay((way) => rate[way] * left[way]);
    const unknown = byWay((way) => (seen[way] < leastCost[way] ? seconds[way] : 0));
    if (sumOf(unknown) > mostUnknown * sumOf(seconds)) {
      smoothing.forget();
      return null;
    }
    const inAll = open.reduce((sum, { kind, files, bytes }) => sum + costOf(kind, files, bytes), 0);
    return smoothing.next(sumOf(seconds) * 1000, passedMs, inAll);
  };

  return {
    reached(file, share) {
      const before = inFlight.get(file.fileId) ?? 0;
      const cost = costOf('video', 1, file.sizeBytes) * share;
      if (cost <= before) return;
      inFlight.set(file.fileId, cost);
      work('video', cost - before);
    },
    ended(file, isEncoded) {
      const way = isEncoded ? file.kind : 'hash';
      work(way, Math.max(0, costOf(way, 1, file.sizeBytes) - (inFlight.get(file.fileId) ?? 0)));
      inFlight.delete(file.fileId);
      const name = groupOf(file.kind, file.isSizeKnown);
      const { files, hashed } = groups.get(name) ?? { files: 0, hashed: 0 };
      groups.set(name, { files: files + 1, hashed: hashed + (isEncoded ? 0 : 1) });
    },
    gaveUp(file) {
      inFlight.delete(file.fileId);
    },
    tick({ isReading, open }) {
      const passedMs = now() - lastMs;
      lastMs = now();
      if (isReading) {
        currentSeconds += passedMs / 1000;
        readSeconds += passedMs / 1000;
        if (currentSeconds >= stretchSeconds) closeStretch();
      }
      ms = open.length === 0 ? 0 : estimate(open, isReading ? passedMs : 0);
    },
    get ms() {
      return ms;
    },
  };
}

const groupOf = (kind: string, known: boolean): string => `${kind} ${known}`;
