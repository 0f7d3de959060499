/**
 * One query against one view of the index. Pure.
 *
 * The order has two parts. The head: the nearest items by code, each at its best moment by cosine
 * with the stored vectors, and items that the query names, best score first. The tail: every other
 * item at its nearest moment, by distance. Ties break on the moment id.
 */

import type { CodeLayout } from '../kernel/code-layout.ts';
import { cosinesWith } from '../kernel/cosines.ts';
import type { IndexView } from '../moments/moment-index.ts';
import type { Rescored } from './calibration.ts';
import { appendTail, chooseCandidates } from './candidates.ts';
import type { BitWeights } from './estimate.ts';

export type RankQuery = {
  /** Unit float32[dimension]. */
  readonly embedding: Float32Array;
  /** Packed code. */
  readonly code: Uint8Array;
  /** By them the candidates are chosen among the nearest by code; without them by code alone. */
  readonly bitWeights?: BitWeights;
};

export type RankedRows = {
  /** One row an item, best first. */
  readonly rows: Uint32Array;
  /** Cosines of the first rows, the head. Its length says where the tail begins. */
  readonly cosines: Float64Array;
  /** Scores of the head, which never rise. */
  readonly scores: Float64Array;
  /** Distance by code of every live row of the view. Valid until the next scan. */
  readonly distances: Uint16Array;
  /** All moments that were rescored. */
  readonly rescored: readonly Rescored[];
};

/**
 * An item sends at most this many of its moments into rescoring: enough for the right second of a
 * long video to be among them, few enough that one video cannot make a query slow.
 */
const momentsPerItem = 16;

/** Vectors that a query reads in the product: they lie on the disk, and videos have many. */
export const productVectors = 4_000;

/**
 * How many items the product rescores. 5 % of the pool loses no recall; 200 cost nothing in a small
 * library; 1,000 find the true ten best of a million (`docs/search.md`).
 */
export function productCandidates(moments: number): number {
  return Math.max(200, Math.min(1_000, Math.ceil(moments * 0.05)));
}

/** The stored vectors of moments, contiguous, `dimension` int16 each. */
export type VectorsOf = (momentIds: readonly number[]) => Int16Array;

/**
 * `candidates`: items to rescore, with at most `mostVectors` moments or one each; `limit`: stop after
 * so many rows. `scoreOf`: a score that rises with
 * the cosine (the cosine itself by default); `named`: items that are worth rescoring wherever they
 * are, and stand in the head where their score is as high as its last.
 */
export function rankRows(
  view: IndexView,
  layout: CodeLayout,
  query: RankQuery,
  options: {
    readonly vectorsOf: VectorsOf;
    readonly candidates: number;
    readonly limit?: number;
    readonly mostVectors?: number;
    readonly scoreOf?: (cosine: number, itemId: number) => number;
    readonly named?: ReadonlyMap<number, { readonly chance: number }>;
  },
): RankedRows {
  const { limit = view.moments } = options;
  const scanned = view.scan(query.code, layout);
  const { chosen, taken } = chooseCandidates(view, scanned, query.bitWeights, {
    items: options.candidates,
    momentsPerItem,
    ...(options.mostVectors === undefined ? {} : { mostVectors: options.mostVectors }),
  });
  const scoreOf = options.scoreOf ?? ((cosine) => cosine);
  const rescoring = { view, embedding: query.embedding, vectorsOf: options.vectorsOf, scoreOf };
  const { head, rescored } = rescore(rescoring, chosen, scanned.distances);
  if (options.named !== undefined && options.named.size > 0) {
    const others = rowsOfNamed(view, scanned.distances, options.named, taken);
    addNamed(head, rescore(rescoring, others, scanned.distances).head, view, taken);
  }
  const headRows = head.map(({ row }) => row);
  const rows = appendTail(view, scanned, taken, headRows, limit);
  return {
    rows,
    cosines: Float64Array.from(head.slice(0, rows.length), (moment) => moment.cosine),
    scores: Float64Array.from(head.slice(0, rows.length), (moment) => moment.score),
    distances: scanned.distances,
    rescored,
  };
}

type HeadMoment = { readonly row: number; readonly cosine: number; readonly score: number };
type Rescoring = {
  readonly view: IndexView;
  readonly embedding: Float32Array;
  readonly vectorsOf: VectorsOf;
  readonly scoreOf: (cosine: number, itemId: number) => number;
};

/** How many named items are rescored beside the candidates. */
const mostNamed = 1_000;

/** The nearest row of each named item that is in the view and no candidate: the surest, then nearest. */
function rowsOfNamed(
  { rows, columns: { itemIds }, largestItemId }: IndexView,
  distances: Uint16Array,
  named: ReadonlyMap<number, { readonly chance: number }>,
  taken: Uint32Array,
): number[] {
  /** One more than the nearest row yet, of named items; a map would take its time a million times. */
  const nearest = new Float64Array(largestItemId + 1).fill(-1);
  for (const itemId of named.keys()) {
    if (itemId <= largestItemId && taken[itemId] === 0) nearest[itemId] = 0;
  }
  const found: number[] = [];
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] as number;
    const itemId = itemIds[row] as number;
    const known = nearest[itemId] as number;
    if (known === -1) continue;
    if (known === 0) found.push(itemId);
    const isNearer = known === 0 || (distances[row] as number) < (distances[known - 1] as number);
    if (isNearer) nearest[itemId] = row + 1;
  }
  const all = found.map((itemId) => ({ itemId, row: (nearest[itemId] as number) - 1 }));
  if (all.length > mostNamed) {
    const chanceOf = (itemId: number) => named.get(itemId)?.chance ?? 0;
    all.sort(
      (a, b) =>
        chanceOf(b.itemId) - chanceOf(a.itemId) ||
        (distances[a.row] as number) - (distances[b.row] as number) ||
        a.itemId - b.itemId,
    );
  }
  return all.slice(0, mostNamed).map(({ row }) => row);
}

/** Those whose score is as high as the head's last, in their places; the others stay in the tail. */
function addNamed(
  head: HeadMoment[],
  others: readonly HeadMoment[],
  view: IndexView,
  taken: Uint32Array,
): void {
  const last = head.at(-1)?.score ?? 0;
  const joining = others.filter((moment) => moment.score >= last);
  for (const { row } of joining) taken[view.columns.itemIds[row] as number] = 1;
  head.push(...joining);
  head.sort(byScore(view));
}

const byScore =
  ({ columns: { momentIds } }: IndexView) =>
  (a: HeadMoment, b: HeadMoment): number =>
    b.score - a.score ||
    b.cosine - a.cosine ||
    (momentIds[a.row] as number) - (momentIds[b.row] as number);

/** Each item's best moment among the candidates, best first. */
function rescore(
  { view, embedding, vectorsOf, scoreOf }: Rescoring,
  candidates: readonly number[],
  distances: Uint16Array,
): { head: HeadMoment[]; rescored: Rescored[] } {
  const { itemIds, momentIds } = view.columns;
  const vectors = vectorsOf(candidates.map((row) => momentIds[row] as number));
  const { length: dimension } = embedding;
  if (vectors.length !== candidates.length * dimension) {
    throw new RangeError(
      `query of ${dimension} dimensions, ${vectors.length} for ${candidates.length}`,
    );
  }
  const cosines = cosinesWith(embedding, vectors);
  const better = byScore(view);
  const best = new Map<number, HeadMoment>();
  const rescored: Rescored[] = [];
  for (const [index, row] of candidates.entries()) {
    const cosine = cosines[index] as number;
    rescored.push({ distance: distances[row] as number, cosine });
    const itemId = itemIds[row] as number;
    const known = best.get(itemId);
    const moment = { row, cosine, score: scoreOf(cosine, itemId) };
    if (known === undefined || better(moment, known) < 0) best.set(itemId, moment);
  }
  return { head: [...best.values()].sort(better), rescored };
}
