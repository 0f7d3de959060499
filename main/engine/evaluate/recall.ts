/** Ranks and Recall@k. Pure. */
import type { Recalls } from '../contract/evaluate.ts';

/**
 * Rank, from 1, of the best of `own` among all of `keys` (one a pool member, higher is better).
 * A tie counts as the worst rank among the tied; own members are no rivals of each other.
 * Throws RangeError without an own member.
 */
export function worstRank(keys: Float64Array, own: readonly number[]): number {
  if (own.length === 0) throw new RangeError('the rank of nothing');
  const best = Math.max(...own.map((index) => keys[index] ?? Number.NaN));
  if (Number.isNaN(best)) throw new RangeError(`${own.join(', ')} of a pool of ${keys.length}`);
  let atLeastAsGood = 0;
  for (const key of keys) if (key >= best) atLeastAsGood += 1;
  const tiedOwn = [...new Set(own)].filter((index) => keys[index] === best).length;
  return 1 + atLeastAsGood - tiedOwn;
}

/** Percent of `ranks` that are at most 1, 5 and 10, to two decimals. */
export function recallsOf(ranks: readonly number[]): Recalls {
  const within = (most: number) => {
    if (ranks.length === 0) return 0;
    const share = ranks.filter((rank) => rank <= most).length / ranks.length;
    return Math.round(share * 10_000) / 100;
  };
  return { r1: within(1), r5: within(5), r10: within(10) };
}
