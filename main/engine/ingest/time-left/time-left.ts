/**
 * How long reading all that waits will take, from what has been read so far. Photos, videos and files
 * that need hashing alone are told apart; a video counts as it gets on, not when it ends. Silent
 * (null) while too little has been seen of what is left. Pure but for the clock that it is given.
 */
import type { OpenWork, WaitingFile } from '../../catalog/types.ts';
import { costOf, type Way } from './costs.ts';
import { createPace } from './pace.ts';
import { byWay, type Costs, sumOf } from './rates.ts';
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
  tick(now: {
    readonly isReading: boolean;
    readonly open: readonly OpenWork[];
    readonly decoders: number;
  }): void;
  /** Milliseconds, as of the last tick; null where it is not known. */
  readonly ms: number | null;
};

/** Less than so much reading says nothing. */
const leastSeconds = 15;
/** Where more than this part of what is left is of an unknown way, nothing is said. */
const mostUnknown = 0.3;
/** How many of a group need hashing alone, as if it had been seen of so many files: */
const guessFiles = 8;
/** of those whose size is that of a content, and of others, which may be copies of each other. */
const guessHashed = { known: 0.9, other: 0.02 } as const;

/** A video that is being read: what it costs, and how much of that is behind us. */
type InFlight = { readonly whole: number; readonly cost: number; readonly atSeconds: number };

export function createTimeLeft(now: () => number = () => performance.now()): TimeLeft {
  const pace = createPace();
  const smoothing = createSmoothing();
  const inFlight = new Map<number, InFlight>();
  const groups = new Map<string, { readonly files: number; readonly hashed: number }>();
  let lastMs = now();
  let ms: number | null = null;

  const watch = (file: WorkFile, cost: number) => {
    const atSeconds = now() / 1000;
    const whole = costOf('video', 1, file.sizeBytes);
    const before = inFlight.get(file.fileId);
    inFlight.set(file.fileId, { whole, cost: Math.max(cost, before?.cost ?? 0), atSeconds });
    // What it begins with is none of this run's work: it may go on where an earlier one ended.
    if (before === undefined) return;
    pace.watch(atSeconds - before.atSeconds, Math.max(0, cost - before.cost));
  };

  const hashedPart = (kind: string, known: boolean) => {
    const { files, hashed } = groups.get(groupOf(kind, known)) ?? { files: 0, hashed: 0 };
    const guess = guessHashed[known ? 'known' : 'other'] * guessFiles;
    return (hashed + guess) / (files + guessFiles);
  };

  const costLeft = (open: readonly OpenWork[]): Costs => {
    const left: Record<Way, number> = { photo: 0, video: 0, hash: 0 };
    for (const { kind, known, files, bytes } of open) {
      const hashed = hashedPart(kind, known);
      left.hash += hashed * costOf('hash', files, bytes);
      left[kind] += (1 - hashed) * costOf(kind, files, bytes);
    }
    for (const { cost } of inFlight.values()) left.video = Math.max(0, left.video - cost);
    return left;
  };

  const estimate = (open: readonly OpenWork[], passedMs: number): number | null => {
    const usual = pace.seconds < leastSeconds ? undefined : pace.usual(costLeft(open));
    if (usual === undefined) return null;
    const unknown = byWay((way) => (pace.knows(way) ? 0 : usual[way]));
    if (sumOf(unknown) > mostUnknown * sumOf(usual)) {
      smoothing.forget();
      return null;
    }
    // At the end it may be one long video that is waited for, whatever else could be done beside it.
    const longest = Math.max(0, ...[...inFlight.values()].map(({ whole, cost }) => whole - cost));
    const seconds = Math.max(pace.now(sumOf(usual)), pace.alone(longest));
    const inAll = open.reduce((sum, { kind, files, bytes }) => sum + costOf(kind, files, bytes), 0);
    return smoothing.next(seconds * 1000, passedMs, inAll);
  };

  return {
    reached(file, share) {
      watch(file, costOf('video', 1, file.sizeBytes) * share);
    },
    ended(file, isEncoded) {
      const way = isEncoded ? file.kind : 'hash';
      const cost = costOf(way, 1, file.sizeBytes);
      if (inFlight.has(file.fileId)) watch(file, cost);
      else pace.work(way, cost);
      inFlight.delete(file.fileId);
      const name = groupOf(file.kind, file.isSizeKnown);
      const { files, hashed } = groups.get(name) ?? { files: 0, hashed: 0 };
      groups.set(name, { files: files + 1, hashed: hashed + (isEncoded ? 0 : 1) });
    },
    gaveUp(file) {
      inFlight.delete(file.fileId);
    },
    tick({ isReading, open, decoders }) {
      const passedMs = now() - lastMs;
      lastMs = now();
      if (isReading) pace.pass(passedMs / 1000, decoders);
      ms = open.length === 0 ? 0 : estimate(open, isReading ? passedMs : 0);
    },
    get ms() {
      return ms;
    },
  };
}

const groupOf = (kind: string, known: boolean): string => `${kind} ${known}`;
