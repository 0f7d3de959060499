/**
 * One query against one view of the index. Pure.
 *
 * The order has two parts. The head: the nearest items by code, each at its best moment by cosine
 * with the stored vectors, best first. The tail: every other item at its nearest moment, by
 * distance. Ties break on the moment id.
 */
import { cosineWithStored } from '../contract/stored-vector.ts';
import type { Rescored } from './calibration.ts';
import type { CodeLayout } from './kernel/code-layout.ts';
import type { Scanned } from './kernel/code-memory.ts';
import type { IndexView } from './moment-index.ts';

export type RankQuery = {
  /** Unit float32[dimension]. */
  readonly embedding: Float32Array;
  /** Packed code. */
  readonly code: Uint8Array;
};

export type RankedRows = {
  /** One row an item, best first. */
  readonly rows: Uint32Array;
  /** Cosines of the first rows, the head. Its length says where the tail begins. */
  readonly cosines: Float64Array;
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

/** Vectors that one query reads: they lie on the disk, and thousands of videos would ask for more. */
const mostRescored = 4_000;

/** Rows that are put in order at first for each wanted item: a library has more photos than videos. */
const rowsAWantedItem = 4;

/**
 * How many items the product rescores. 5 % of the pool finds 99 in 100 of the true ten best and
 * loses no recall (`docs/search.md`); 200 cost nothing in a small library; from 2,000 on a query
 * would pay in time for places that no person scrolls to.
 */
export function productCandidates(moments: number): number {
  return Math.max(200, Math.min(2_000, Math.ceil(moments * 0.05)));
}

/** The stored vectors of moments, contiguous, `dimension` int8 each. */
export type VectorsOf = (momentIds: readonly number[]) => Int8Array;

/** `candidates`: items to rescore; `limit`: stop after so many rows. */
export function rankRows(
  view: IndexView,
  layout: CodeLayout,
  query: RankQuery,
  options: {
    readonly vectorsOf: VectorsOf;
    readonly candidates: number;
    readonly limit?: number;
  },
): RankedRows {
  const { limit = view.moments, candidates: wanted } = options;
  const scanned = view.scan(query.code, layout);
  const { chosen, taken } = chooseCandidates(view, scanned, wanted);
  const { head, rescored } = rescore(
    view,
    query.embedding,
    chosen,
    scanned.distances,
    options.vectorsOf,
  );
  const rows = appendTail(view, scanned, taken, head, limit);
  return {
    rows,
    cosines: Float64Array.from(head.slice(0, rows.length), (moment) => moment.cosine),
    distances: scanned.distances,
    rescored,
  };
}

/**
 * Rows, nearest first, until `wanted` items are met or there are no more; `taken` counts them by item
 * id. Only the nearest rows are put in order, and more of them when one item has too many of those.
 */
function chooseCandidates(view: IndexView, scanned: Scanned, wanted: number) {
  const { itemIds } = view.columns;
  for (let looked = Math.max(1, wanted * rowsAWantedItem); ; looked *= 8) {
    const nearest = scanned.nearest(looked);
    const taken = new Uint8Array(view.largestItemId + 1);
    const chosen: number[] = [];
    let items = 0;
    for (let index = 0; index < nearest.length; index += 1) {
      const row = nearest[index] as number;
      const itemId = itemIds[row] as number;
      const already = taken[itemId] as number;
      if (already === momentsPerItem) continue;
      if (already === 0) {
        if (items === wanted) return { chosen, taken };
        items += 1;
      }
      taken[itemId] = already + 1;
      if (chosen.push(row) === mostRescored) return { chosen, taken };
    }
    if (nearest.length < looked || nearest.length >= view.moments) return { chosen, taken };
  }
}

type HeadMoment = { readonly row: number; readonly cosine: number };

/** Each item's best moment among the candidates, best first. */
function rescore(
  view: IndexView,
  embedding: Float32Array,
  candidates: readonly number[],
  distances: Uint16Array,
  vectorsOf: VectorsOf,
): { head: HeadMoment[]; rescored: Rescored[] } {
  const { itemIds, momentIds } = view.columns;
  const vectors = vectorsOf(candidates.map((row) => momentIds[row] as number));
  const { length: dimension } = embedding;
  if (vectors.length !== candidates.length * dimension) {
    throw new RangeError(
      `query of ${dimension} dimensions, ${vectors.length} for ${candidates.length}`,
    );
  }
  const better = (a: HeadMoment, b: HeadMoment) =>
    b.cosine - a.cosine || (momentIds[a.row] as number) - (momentIds[b.row] as number);
  const best = new Map<number, HeadMoment>();
  const rescored: Rescored[] = [];
  for (const [index, row] of candidates.entries()) {
    const cosine = cosineWithStored(embedding, vectors, index * dimension);
    rescored.push({ distance: distances[row] as number, cosine });
    const itemId = itemIds[row] as number;
    const known = best.get(itemId);
    const moment = { row, cosine };
    if (known === undefined || better(moment, known) < 0) best.set(itemId, moment);
  }
  return { head: [...best.values()].sort(better), rescored };
}

/** The head's rows, then each further item at its nearest moment. Marks items in `taken`. */
function appendTail(
  view: IndexView,
  scanned: Scanned,
  taken: Uint8Array,
  head: readonly HeadMoment[],
  limit: number,
): Uint32Array {
  const rows = new Uint32Array(Math.min(limit, view.moments));
  let filled = Math.min(head.length, rows.length);
  for (let index = 0; index < filled; index += 1) rows[index] = (head[index] as HeadMoment).row;
  if (filled === rows.length) return rows;
  const nearest = scanned.nearest(view.moments);
  const { itemIds } = view.columns;
  for (let index = 0; index < nearest.length && filled < rows.length; index += 1) {
    const row = nearest[index] as number;
    const itemId = itemIds[row] as number;
    if (taken[itemId] !== 0) continue;
    taken[itemId] = 1;
    rows[filled] = row;
    filled += 1;
  }
  return rows.subarray(0, filled);
}
