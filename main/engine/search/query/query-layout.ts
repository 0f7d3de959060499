/** What a differing bit costs a query, by the bit's group. Pure. */
import type { ModelManifest } from '../../../../models/manifest.ts';
import { groupLengths } from '../../../../models/runtime/hash.ts';
import { type CodeLayout, codeLayout } from '../kernel/code-layout.ts';

/**
 * A query that says nothing to a group still has a code there: it counts for next to nothing, and
 * never for less, for a scan's weights are whole numbers above zero.
 */
const leastShare = 0.002;

export type QueryLayout = (embedding: Float32Array) => CodeLayout;

/**
 * A group's bits estimate the cosine between two runs of dimensions; weighed by the length of the
 * query's run, the groups together estimate the cosine of the whole.
 */
export function queryLayout({ bits, groups }: ModelManifest['hash']): QueryLayout {
  // Also says at once, not at the first query, that groups do not fit a code.
  const layout = codeLayout(bits, groups);
  if (groups.length === 1) return () => layout;
  return (embedding) => {
    const lengths = groupLengths(embedding, groups);
    const weights = groups.map(({ weight }, index) => weight * (lengths[index] as number));
    const least = leastShare * Math.max(...weights, Number.MIN_VALUE);
    return codeLayout(
      bits,
      groups.map((group, index) => ({
        bits: group.bits,
        weight: Math.max(least, weights[index] as number),
      })),
    );
  };
}
