/**
 * "This, then that": videos by the best chain of their moments, one a step, in order of time. Pure.
 *
 * The head: the nearest videos of each step by code, each at the first moment of its best chain
 * (chain.ts), best score first; those without a chain are not in it. The tail: every other video at
 * its moment nearest to the first step, by distance, with a score of 0. Ties break on the moment id.
 */

import type { CodeLayout } from '../kernel/code-layout.ts';
import { cosinesWith } from '../kernel/cosines.ts';
import { ofTheseItems, ofVideos } from '../moments/filter.ts';
import type { IndexView } from '../moments/moment-index.ts';
import { appendTail, chooseCandidates } from '../rank/candidates.ts';
import type { RankQuery, VectorsOf } from '../rank/rank.ts';
import { bestChain } from './chain.ts';

export type SequenceStep = RankQuery & {
  readonly layout: CodeLayout;
  /** From a cosine to a score above 0, at most 1, that rises with it. */
  readonly scoreOf: (cosine: number) => number;
};

export type SequenceOptions = {
  readonly vectorsOf: VectorsOf;
  /** Videos that each step sends into rescoring; a video is scored for all steps. */
  readonly candidates: number;
  /** Moments rescored for each step: of each of those videos the nearest by code, then its second. */
  readonly mostVectors: number;
  /** Milliseconds from one step's moment to the next one's at most. */
  readonly withinMs: number;
  /** Stop after so many rows. */
  readonly limit?: number;
};

/**
 * `rows`: one a video, best first; `scores`: float32[rows], 0 to 1, never rising. Throws RangeError
 * where the stored vectors are not of a step's dimension.
 */
export function rankSequence(
  view: IndexView,
  steps: readonly [SequenceStep, ...SequenceStep[]],
  options: SequenceOptions,
): { readonly rows: Uint32Array; readonly scores: Float32Array } {
  const videos = ofVideos(view);
  const { itemIds, momentIds } = view.columns;
  const head = chainsOf(view, steps, candidateRows(videos, steps, options), options).sort(
    (a, b) => b.score - a.score || (momentIds[a.row] as number) - (momentIds[b.row] as number),
  );
  const taken = new Uint32Array(view.largestItemId + 1);
  for (const { row } of head) taken[itemIds[row] as number] = 1;
  const [{ code, layout }] = steps;
  const headRows = head.map(({ row }) => row);
  const { limit = videos.moments } = options;
  const rows = appendTail(videos, videos.scan(code, layout), taken, headRows, limit);
  const scores = new Float32Array(rows.length);
  scores.set(head.slice(0, rows.length).map(({ score }) => score));
  return { rows, scores };
}

/** Rows to rescore, those of one item together, in order of time. */
function candidateRows(
  videos: IndexView,
  steps: readonly SequenceStep[],
  { candidates, mostVectors }: SequenceOptions,
): number[] {
  const { itemIds, momentIds, timesMs } = videos.columns;
  const items = new Set<number>();
  for (const { code, bitWeights, layout } of steps) {
    const most = { items: candidates, momentsPerItem: 1 };
    const { chosen } = chooseCandidates(videos, videos.scan(code, layout), bitWeights, most);
    for (const row of chosen) items.add(itemIds[row] as number);
  }
  const these = ofTheseItems(videos, Uint32Array.from(items));
  const rows = new Set<number>();
  for (const { code, bitWeights, layout } of steps) {
    const most = { items: items.size, momentsPerItem: Number.POSITIVE_INFINITY, mostVectors };
    const { chosen } = chooseCandidates(these, these.scan(code, layout), bitWeights, most);
    for (const row of chosen) rows.add(row);
  }
  const columns = [itemIds, timesMs, momentIds];
  return [...rows].sort((a, b) => {
    const differing = columns.find((column) => column[a] !== column[b]) ?? momentIds;
    return (differing[a] as number) - (differing[b] as number);
  });
}

/** Of each item that has one its best chain's score and first row. */
function chainsOf(
  { columns: { itemIds, momentIds, timesMs } }: IndexView,
  steps: readonly SequenceStep[],
  rows: readonly number[],
  { vectorsOf, withinMs }: SequenceOptions,
): { readonly row: number; readonly score: number }[] {
  const vectors = vectorsOf(rows.map((row) => momentIds[row] as number));
  const scores = steps.map(({ embedding, scoreOf }) => {
    const { length: dimension } = embedding;
    if (vectors.length !== rows.length * dimension) {
      throw new RangeError(`step of ${dimension} dimensions, ${vectors.length} for ${rows.length}`);
    }
    return cosinesWith(embedding, vectors).map(scoreOf);
  });
  const found: { row: number; score: number }[] = [];
  for (let start = 0, end = 0; start < rows.length; start = end) {
    const itemId = itemIds[rows[start] as number];
    while (end < rows.length && itemIds[rows[end] as number] === itemId) end += 1;
    const times = rows.slice(start, end).map((row) => timesMs[row] as number);
    const ofItem = scores.map((ofStep) => ofStep.subarray(start, end));
    const chain = bestChain(times, ofItem, withinMs);
    if (chain === undefined) continue;
    found.push({ row: rows[start + chain.first] as number, score: chain.score });
  }
  return found;
}
