/** How long kinds of work take on this computer, learned while it is done. */
import type { Way } from './costs.ts';
import { byWay, type Costs, type Hint, ratesOf, type Stretch, sumOf } from './rates.ts';

export type Pace = {
  /** So much cost was worked off. */
  work(way: Way, cost: number): void;
  /** The same of one video: it kept one of the decoders busy for `seconds`. */
  watch(seconds: number, cost: number): void;
  /** Reading went on for so long. */
  pass(seconds: number, decoders: number): void;
  /** Seconds of reading so far. */
  readonly seconds: number;
  /** Seconds for this much cost of each way as a rule; undefined before anything was worked off. */
  usual(costs: Costs): Costs | undefined;
  /** Seconds for what takes so many as a rule, with what else the computer does now. */
  now(usualSeconds: number): number;
  /** Seconds for what one video costs on a decoder of its own. */
  alone(cost: number): number;
  /** Whether enough of a way was seen. */
  knows(way: Way): boolean;
};

const stretchSeconds = 2;
const mostStretches = 400;
/** Seconds of reading after which a stretch counts half: for how much the ways differ; */
const halfLifeSeconds = 400;
/** for how fast the computer is beside what else it does: so much of the time left, within limits. */
const speedHalfLifePart = 0.25;
const leastSpeedHalfLifeSeconds = 20;
const mostSpeedHalfLifeSeconds = 150;
/** What was seen of single videos counts as much as so many seconds of everything together. */
const hintSeconds = 60;
/** A video that does not get on for longer than this was made to rest. */
const restSeconds = 30;
/** Seconds that a way has to have taken before it counts as known. */
const leastSecondsOf: Costs = { photo: 3, video: 3, hash: 0.5 };

type PastStretch = Omit<Stretch, 'weight'> & { readonly endSeconds: number };
const nothing = (): Record<Way, number> => ({ photo: 0, video: 0, hash: 0 });

export function createPace(): Pace {
  const stretches: PastStretch[] = [];
  const watched = { seconds: 0, cost: 0 };
  const seen = nothing();
  let current = nothing();
  let currentSeconds = 0;
  let seconds = 0;
  let decoders = 1;
  let rates: Costs | undefined;

  const work = (way: Way, cost: number) => {
    current[way] += cost;
    seen[way] += cost;
  };

  /** One in which nothing was worked off goes on until something is. */
  const closeStretch = () => {
    if (sumOf(current) === 0) return;
    stretches.push({ seconds: currentSeconds, costs: current, endSeconds: seconds });
    if (stretches.length > mostStretches) stretches.shift();
    current = nothing();
    currentSeconds = 0;
  };

  const weighted = (halfLife: number): Stretch[] =>
    stretches.map(({ endSeconds, ...stretch }) => ({
      ...stretch,
      weight: 0.5 ** ((seconds - endSeconds) / halfLife),
    }));

  /** A video takes its decoder's time: that part of all, when all decoders have work. */
  const hintOfVideos = (): Hint => {
    const trusted = Math.min(1, (hintSeconds * decoders) / watched.seconds);
    return { seconds: (trusted * watched.seconds) / decoders, cost: trusted * watched.cost };
  };

  /** How many times what the rates say stretches took, those of late above all. */
  const slowness = (rate: Costs, halfLife: number): number => {
    let [took, expected] = [0, 0];
    for (const { seconds: passed, costs, weight } of weighted(halfLife)) {
      took += weight * passed;
      expected += weight * sumOf(byWay((way) => rate[way] * costs[way]));
    }
    return expected === 0 ? 1 : took / expected;
  };

  return {
    work,
    watch(taken, cost) {
      work('video', cost);
      if (taken > restSeconds) return;
      watched.seconds += taken;
      watched.cost += cost;
    },
    pass(more, now) {
      decoders = now;
      currentSeconds += more;
      seconds += more;
      if (currentSeconds >= stretchSeconds) closeStretch();
    },
    get seconds() {
      return seconds;
    },
    usual(costs) {
      if (stretches.length === 0) return undefined;
      const hints = watched.cost === 0 ? {} : { video: hintOfVideos() };
      const learned = ratesOf(weighted(halfLifeSeconds), hints, rates);
      rates = learned;
      return byWay((way) => learned[way] * costs[way]);
    },
    /** What lies far ahead is told from more of the past than what is soon at its end. */
    now(usualSeconds) {
      if (rates === undefined) return usualSeconds;
      const wanted = Math.max(leastSpeedHalfLifeSeconds, speedHalfLifePart * usualSeconds);
      return usualSeconds * slowness(rates, Math.min(mostSpeedHalfLifeSeconds, wanted));
    },
    alone: (cost) => (watched.cost === 0 ? 0 : (cost * watched.seconds) / watched.cost),
    knows: (way) => seen[way] * (rates?.[way] ?? 1) >= leastSecondsOf[way],
  };
}
