/**
 * How many times the guessed cost each way of reading really takes. Ways run beside each other, so
 * that only their sum is measured: in a stretch of time that took `seconds`, cost `costs[way]` was
 * worked off. The rates that explain all stretches best are found by expectation maximisation: each
 * stretch is shared out among its ways by the rates so far, and the rates follow from the shares
 * (Shepp and Vardi, "Maximum likelihood reconstruction for emission tomography", 1982; here with a
 * gamma prior for ways of which little has been seen). Pure.
 */
import { type Way, ways } from './costs.ts';

export type Costs = Readonly<Record<Way, number>>;
export type Stretch = {
  readonly seconds: number;
  readonly costs: Costs;
  /** How much it counts: less the longer ago it was. */
  readonly weight: number;
};

/** What is known of a way besides: as if `cost` had been seen to take `seconds`. */
export type Hint = { readonly seconds: number; readonly cost: number };

const rounds = 40;
/** Of a way without a hint: as if so many seconds had been seen at the rate that all have in common. */
const commonSeconds = 4;

/** `before`: rates to begin with, which are near. */
export function ratesOf(
  stretches: readonly Stretch[],
  hints: Readonly<Partial<Record<Way, Hint>>> = {},
  before?: Costs,
): Costs {
  const sum = (of: (stretch: Stretch) => number) =>
    stretches.reduce((total, stretch) => total + stretch.weight * of(stretch), 0);
  const seconds = sum((stretch) => stretch.seconds);
  const cost = sum((stretch) => sumOf(stretch.costs));
  const common = cost === 0 ? 1 : seconds / cost;
  const worked = byWay((way) => sum((stretch) => stretch.costs[way]));
  const usual = { seconds: commonSeconds, cost: commonSeconds / common };
  const hint = (way: Way): Hint => hints[way] ?? usual;
  let rates = before ?? byWay(() => common);
  for (let round = 0; round < rounds; round += 1) {
    const shared = { photo: 0, video: 0, hash: 0 };
    for (const stretch of stretches) {
      const explained = ways.reduce((all, way) => all + rates[way] * stretch.costs[way], 0);
      if (explained === 0) continue;
      for (const way of ways) {
        const share = (rates[way] * stretch.costs[way]) / explained;
        shared[way] += stretch.weight * stretch.seconds * share;
      }
    }
    rates = byWay((way) => (shared[way] + hint(way).seconds) / (worked[way] + hint(way).cost));
  }
  return rates;
}

export function byWay(of: (way: Way) => number): Costs {
  return { photo: of('photo'), video: of('video'), hash: of('hash') };
}

export function sumOf(costs: Costs): number {
  return ways.reduce((sum, way) => sum + costs[way], 0);
}
