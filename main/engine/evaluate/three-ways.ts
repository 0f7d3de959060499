/** The three ways of ranking a pool for a query, as keys: one a pool member, higher is better. Pure. */
import { quantiseEmbedding } from '../contract/stored-vector.ts';
import { allocateColumns } from '../search/moments/columns.ts';
import { createMomentIndex, type IndexView } from '../search/moments/moment-index.ts';
import type { QueryLayout } from '../search/query/query-layout.ts';
import type { BitWeights } from '../search/rank/estimate.ts';
import { rankRows, type VectorsOf } from '../search/rank/rank.ts';
import type { EncodedText } from '../workers/types.ts';

export type Pool = {
  readonly embeddings: readonly Float32Array[];
  /** The program's own index of the pool: member i is row i. */
  readonly view: IndexView;
  readonly layoutOf: QueryLayout;
  /** By which candidates are chosen; without it by code alone. */
  readonly bitWeightsOf: ((query: Float32Array) => BitWeights) | undefined;
  readonly vectorsOf: VectorsOf;
  close(): void;
};

export const ways = ['exact', 'hash', 'search'] as const;
export type Way = (typeof ways)[number];

/** Each member becomes an item of one moment, stored as the catalogue stores it. */
export function createPool(
  members: readonly EncodedText[],
  layoutOf: QueryLayout,
  bitWeightsOf?: (query: Float32Array) => BitWeights,
): Pool {
  const dimension = members[0]?.embedding.length ?? 0;
  const shape = { codeBytes: members[0]?.code.length ?? 0 };
  const vectors = new Int16Array(members.length * dimension);
  const columns = allocateColumns(shape, members.length);
  for (const [row, { code, embedding }] of members.entries()) {
    columns.momentIds[row] = row + 1;
    columns.itemIds[row] = row + 1;
    columns.codes.set(code, row * shape.codeBytes);
    vectors.set(quantiseEmbedding(embedding), row * dimension);
  }
  const index = createMomentIndex(shape);
  index.change(columns, []);
  const embeddings = members.map((member) => member.embedding);
  const vectorsOf = (momentIds: readonly number[]) => {
    const found = new Int16Array(momentIds.length * dimension);
    for (const [place, momentId] of momentIds.entries()) {
      const start = (momentId - 1) * dimension;
      found.set(vectors.subarray(start, start + dimension), place * dimension);
    }
    return found;
  };
  return { embeddings, view: index.view(), layoutOf, bitWeightsOf, vectorsOf, close: index.close };
}

/** Keys float64[members] of one query. `candidates`: members that `search` rescores. */
export function keysOf(way: Way, pool: Pool, query: EncodedText, candidates: number): Float64Array {
  switch (way) {
    case 'exact':
      return Float64Array.from(pool.embeddings, (embedding) => dot(embedding, query.embedding));
    case 'hash':
      return Float64Array.from(
        pool.view.scan(query.code, pool.layoutOf(query.embedding)).distances,
        (distance) => -distance,
      );
    case 'search': {
      const layout = pool.layoutOf(query.embedding);
      const { bitWeightsOf, vectorsOf } = pool;
      const weights = bitWeightsOf?.(query.embedding);
      const asked = weights === undefined ? query : { ...query, bitWeights: weights };
      const ranked = rankRows(pool.view, layout, asked, { candidates, vectorsOf });
      // The whole tail comes after the head: its keys stay below every cosine.
      const keys = Float64Array.from(ranked.distances, (distance) => -2 - distance);
      for (const [position, cosine] of ranked.cosines.entries()) {
        keys[ranked.rows[position] as number] = cosine;
      }
      return keys;
    }
  }
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) {
    sum += (a[index] as number) * (b[index] as number);
  }
  return sum;
}
