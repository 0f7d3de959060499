/** The best of many scores for each of several queries, kept while they come by in blocks. */

export type Nearest = {
  /** Scores [rows, queries] of moments with ids from `first` on; of `wanted` rows alone. */
  offer(scores: Float32Array, first: number, wanted: readonly boolean[]): void;
  /** Ids [queries, depth], the best first, by ascending id where equal; 0 where there are fewer. */
  ids(): Uint32Array;
};

export function createNearest(queries: number, depth: number): Nearest {
  /** More than `depth` are collected, and cut back when they are twice as many. */
  const kept = Array.from({ length: queries }, () => [] as { id: number; score: number }[]);
  const least = new Float64Array(queries).fill(Number.NEGATIVE_INFINITY);

  function cut(query: number): void {
    const own = kept[query] as { id: number; score: number }[];
    own.sort((a, b) => b.score - a.score || a.id - b.id);
    own.length = Math.min(own.length, depth);
    if (own.length === depth) least[query] = own.at(-1)?.score ?? Number.NEGATIVE_INFINITY;
  }

  return {
    offer(scores, first, wanted) {
      for (const [row, isWanted] of wanted.entries()) {
        if (!isWanted) continue;
        for (let query = 0; query < queries; query += 1) {
          const score = scores[row * queries + query] as number;
          if (score <= (least[query] as number)) continue;
          const own = kept[query] as { id: number; score: number }[];
          own.push({ id: first + row, score });
          if (own.length >= 2 * depth) cut(query);
        }
      }
    },
    ids() {
      const ids = new Uint32Array(queries * depth);
      for (const [query, own] of kept.entries()) {
        cut(query);
        for (const [place, { id }] of own.entries()) ids[query * depth + place] = id;
      }
      return ids;
    },
  };
}
