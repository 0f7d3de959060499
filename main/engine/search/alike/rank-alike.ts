/** A ranking by one example: the item itself, then its near duplicates, then all others. Pure. */
import type { Likeness } from '../../contract/search.ts';
import type { CodeLayout } from '../kernel/code-layout.ts';
import type { IndexView } from '../moments/moment-index.ts';
import { calibrated, type LogisticFit } from '../rank/calibration.ts';
import { type RankedRows, type RankQuery, rankRows } from '../rank/rank.ts';

/** From here on scores are those of near duplicates; 1 is the item's own. */
export const nearScore = 0.999;
const mostNearScore = 0.9999;
/** Well below, so that rounding to float32 does not bring it there. */
const mostOtherScore = 0.998;

/**
 * From here on another picture is *similar*: as likely a part of the same scene as not (the calibration is
 * of photos and crops of them against other photos).
 */
const similarScore = 0.5;

export type AlikeRanking = {
  readonly ranked: RankedRows;
  /** By the item and the score that it was given. */
  readonly likenessOf: (itemId: number, score: number) => Likeness;
};

/** `near`: its near duplicates, wherever their codes are; `itemId`: its own, where it has one. */
export function rankAlike(
  view: IndexView,
  layout: CodeLayout,
  query: RankQuery,
  { itemId, near }: { readonly itemId: number | undefined; readonly near: ReadonlySet<number> },
  options: Pick<
    Parameters<typeof rankRows>[3],
    'vectorsOf' | 'candidates' | 'mostVectors' | 'limit'
  > & { readonly fit: LogisticFit },
): AlikeRanking {
  const tierOf = (other: number): Tier => {
    if (other === itemId) return 'same';
    return near.has(other) ? 'near' : 'other';
  };
  const found = itemId === undefined ? [...near] : [...near, itemId];
  const ranked = rankRows(view, layout, query, {
    ...options,
    named: new Map(found.map((each) => [each, { chance: 1 }])),
    scoreOf: (cosine, of) => tieredScore(tierOf(of), calibrated(options.fit, cosine)),
  });
  const likenessOf = (other: number, score: number): Likeness => {
    const tier = tierOf(other);
    return tier === 'other' && score >= mostOtherScore * similarScore ? 'similar' : tier;
  };
  return { ranked, likenessOf };
}

type Tier = Exclude<Likeness, 'similar'>;

/** Each tier above the next, and in each the better the score. */
function tieredScore(tier: Tier, score: number): number {
  if (tier === 'same') return 1;
  if (tier === 'near') return nearScore + (mostNearScore - nearScore) * score;
  return mostOtherScore * score;
}
