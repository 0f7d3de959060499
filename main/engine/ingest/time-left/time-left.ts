/**
 * How long reading all that waits will take, from what has been read so far. Photos, videos and files
 * that need hashing alone are told apart; a video counts as it gets on, not when it ends. Silent
 * (null) while too little has been seen of what is left. Pure but for the clock that it is given.
 */
import type { OpenWork, WaitingFile } from '../../catalog/types.ts';
import { costOf, type Way, ways } from './costs.ts';
import { byWay, type Costs, type Hint, ratesOf, type Stretch } from './rates.ts';
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

const stretchSeconds = 2;
/** Seconds of reading after which a stretch counts half: for how much the ways differ; */
const halfLifeSeconds = 400;
/** for how fast the computer is beside what else it does: so much of the time left, within limits. */
const speedHalfLifePart = 0.25;
const leastSpeedHalfLifeSeconds = 20;
const mostSpeedHalfLifeSeconds = 150;
const mostStretches = 400;
/** What was seen of single videos counts as much as so many seconds of everything together. */
const hintSeconds = 60;
/** A video that does not get on for longer than this was made to rest. */
const restSeconds = 30;
/** Less than so much reading says nothing. */
const leastSeconds = 15;
/** Seconds that a way has to have taken before it counts as known. */
const leastSecondsOf: Costs = { photo: 3, video: 3, hash: 0.5 };
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
  /** Videos that are being read: their cost, and how much of it is behind us. */
  const inFlight = new Map<
    number,
    { readonly whole: number; readonly cost: number; readonly atSeconds: number }
  >();
  /** How long videos kept a decoder busy, and what they cost. */
  const watched = { seconds: 0, cost: 0 };
  const groups = new Map<string, { readonly files: number; readonly hashed: number }>();
  const seen = nothing();
  let current = nothing();
  let currentSeconds = 0;
  let readSeconds = 0;
  let lastMs = now();
  let rates: Costs | undefined;
  let decoders = 1;
  let ms: number | null = null;

  const work = (way: Way, cost: number) => {
    current[way] += cost;
    seen[way] += cost;
  };

  /** A video keeps one of the decoders busy: that is how long it takes when all have work. */
  const watch = (file: WorkFile, cost: number) => {
    const atSeconds = now() / 1000;
    const whole = costOf('video', 1, file.sizeBytes);
    const before = inFlight.get(file.fileId) ?? { cost: 0, atSeconds };
    const seconds = atSeconds - before.atSeconds;
    const more = Math.max(0, cost - before.cost);
    inFlight.set(file.fileId, { whole, cost: Math.max(cost, before.cost), atSeconds });
    work('video', more);
    // Reading was paused meanwhile.
    if (seconds > restSeconds) return;
    watched.seconds += seconds;
    watched.cost += more;
  };

  const hintOfVideos = (): Hint => {
    const trusted = Math.min(1, (hintSeconds * decoders) / watched.seconds);
    return { seconds: (trusted * watched.seconds) / decoders, cost: trusted * watched.cost };
  };

  /** A stretch in which nothing was worked off goes on until something is. */
  const closeStretch = () => {
    if (sumOf(current) === 0) return;
    stretches.push({ seconds: currentSeconds, costs: current, endSeconds: readSeconds });
    if (stretches.length > mostStretches) stretches.shift();
    current = nothing();
    currentSeconds = 0;
  };

  const weighted = (halfLife: number): Stretch[] =>
    stretches.map(({ seconds, costs, endSeconds }) => ({
      seconds,
      costs,
      weight: 0.5 ** ((readSeconds - endSeconds) / halfLife),
    }));

  const learn = (): Costs => {
    const hints = watched.cost === 0 ? {} : { video: hintOfVideos() };
    rates = ratesOf(weighted(halfLifeSeconds), hints, rates);
    return rates;
  };

  /** How many times what the rates say stretches took, those of late above all. */
  const slowness = (rate: Costs, halfLife: number): number => {
    let [took, expected] = [0, 0];
    for (const { seconds, costs, weight } of weighted(halfLife)) {
      took += weight * seconds;
      expected += weight * sumOf(byWay((way) => rate[way] * costs[way]));
    }
    return took / expected;
  };

  /** What lies far ahead is told from more of the past than what is soon at its end. */
  const secondsFor = (work: number, rate: Costs): number => {
    const wanted = Math.max(leastSpeedHalfLifeSeconds, speedHalfLifePart * work);
    return work * slowness(rate, Math.min(mostSpeedHalfLifeSeconds, wanted));
  };

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
    for (const { cost } of inFlight.values()) left.video = Math.max(0, left.video - cost);
    return left;
  };

  const estimate = (open: readonly OpenWork[], passedMs: number): number | null => {
    if (readSeconds < leastSeconds || stretches.length === 0) return null;
    const rate = learn();
    const left = costLeft(open);
    const seconds = byWay((way) => rate[way] * left[way]);
    const unknown = byWay((way) =>
      seen[way] * rate[way] < leastSecondsOf[way] ? seconds[way] : 0,
    );
    if (sumOf(unknown) > mostUnknown * sumOf(seconds)) {
      smoothing.forget();
      return null;
    }
    // At the end it may be one long video that is waited for, whatever else could be done beside it.
    const longest = Math.max(0, ...[...inFlight.values()].map(({ whole, cost }) => whole - cost));
    const alone = watched.cost === 0 ? 0 : (longest * watched.seconds) / watched.cost;
    const allSeconds = Math.max(secondsFor(sumOf(seconds), rate), alone);
    const inAll = open.reduce((sum, { kind, files, bytes }) => sum + costOf(kind, files, bytes), 0);
    return smoothing.next(allSeconds * 1000, passedMs, inAll);
  };

  return {
    reached(file, share) {
      watch(file, costOf('video', 1, file.sizeBytes) * share);
    },
    ended(file, isEncoded) {
      const way = isEncoded ? file.kind : 'hash';
      const cost = costOf(way, 1, file.sizeBytes);
      if (inFlight.has(file.fileId)) watch(file, cost);
      else work(way, cost);
      inFlight.delete(file.fileId);
      const name = groupOf(file.kind, file.isSizeKnown);
      const { files, hashed } = groups.get(name) ?? { files: 0, hashed: 0 };
      groups.set(name, { files: files + 1, hashed: hashed + (isEncoded ? 0 : 1) });
    },
    gaveUp(file) {
      inFlight.delete(file.fileId);
    },
    tick({ isReading, open, ...given }) {
      decoders = given.decoders;
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
