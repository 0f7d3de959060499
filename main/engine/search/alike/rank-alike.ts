/** A ranking by one example: the item itself, then its near duplicates, then what is like it. Pure. */
import type { Likeness } from '../../contract/search.ts';
import { calibrated, type LogisticFit } from '../calibration.ts';
import type { CodeLayout } from '../kernel/code-layout.ts';
import type { IndexView } from '../moment-index.ts';
import { type RankedRows, type RankQuery, rankRows } from '../rank.ts';

/** From here on scores are those of near duplicates; 1 is the item's own. */
export const nearScore = 0.999;
const mostNearScore = 0.9999;

export type AlikeRanking = {
  readonly ranked: RankedRows;
  readonly likenessOf: (itemId: number) => Likeness;
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
  const likenessOf = (other: number): Likeness => {
    if (other === itemId) return 'same';
    return near.has(other) ? 'near' : 'similar';
  };
  const found = itemId === undefined ? [...near] : [...near, itemId];
  const ranked = rankRows(view, layout, query, {
    ...options,
    named: new Map(found.map((each) => [each, { chance: 1 }])),
    scoreOf: (cosine, of) => tieredScore(likenessOf(of), calibrated(options.fit, cosine)),
  });
  return { ranked, likenessOf };
}

/** Each tier above the next, and in each the better the score. */
function tieredScore(likeness: Likeness, score: number): number {
  if (likeness === 'same') return 1;
  if (likeness === 'near') return nearScore + (mostNearScore - nearScore) * score;
  return nearScore * score;
}
