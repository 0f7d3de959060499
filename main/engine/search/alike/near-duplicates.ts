/**
 * Which items show what an example shows: saved again, resized, lightly cropped, marked. Pure.
 *
 * Candidates are the nearest by code. Two pictures are near duplicates when their vectors say so, and
 * their brightness on a coarse grid as well (correlation.ts): the one alone takes a scene for its like,
 * the other a bright sky for another. Videos are so when most moments of the shorter one are in the
 * other, in the same order (in-order.ts).
 */
import { noTime } from '../../contract/ranking-columns.ts';
import { chooseCandidates } from '../candidates.ts';
import { ofTheseItems } from '../filter.ts';
import type { CodeLayout } from '../kernel/code-layout.ts';
import { cosinesWith } from '../kernel/cosines.ts';
import type { IndexView } from '../moment-index.ts';
import type { RankQuery, VectorsOf } from '../rank.ts';
import { correlation, type LumaWindows, lumaWindows } from './correlation.ts';
import { pairsInOrder } from './in-order.ts';

/** One moment of an example. */
export type ExampleMoment = {
  /** Unit float32[dimension]. */
  readonly embedding: Float32Array;
  /** Undefined where an earlier version stored none: it has no near duplicates then. */
  readonly luma: Uint8Array | undefined;
};

/** A photo, or a video by its moments in order of time. */
export type ExampleMoments = {
  readonly kind: 'photo' | 'video';
  readonly moments: readonly ExampleMoment[];
};

export type LumasOf = (momentIds: readonly number[]) => readonly (Uint8Array | undefined)[];

/**
 * Measured on copies of photos and on clips (docs/search.md, "Near duplicates"). Moments of a video need
 * not be the very same frames, and there are several to agree.
 */
const photoLimits = { cosine: 0.75, correlation: 0.92 } as const;
const momentLimits = { cosine: 0.75, correlation: 0.8 } as const;
const leastShareOfMoments = 0.6;

/** Items that are looked at; the copies of one picture are nearer than these. */
const photosLookedAt = 400;
const videosLookedAt = 24;
/** The first ones of a video; a longer one is told by them. */
export const mostMoments = 200;

export type NearOptions = { readonly vectorsOf: VectorsOf; readonly lumasOf: LumasOf };

/** `query`: what the candidates are near to. Throws RangeError as `rankRows` does. */
export function nearDuplicates(
  view: IndexView,
  layout: CodeLayout,
  query: RankQuery,
  example: ExampleMoments,
  options: NearOptions,
): ReadonlySet<number> {
  const ofKind = example.kind === 'photo';
  const items = ofKind ? photosLookedAt : videosLookedAt;
  const { timesMs, itemIds } = view.columns;
  const { chosen } = chooseCandidates(view, view.scan(query.code, layout), query.bitWeights, {
    items,
    momentsPerItem: 1,
  });
  const rows = chosen.filter((row) => (timesMs[row] === noTime) === ofKind);
  if (ofKind) return nearPhotos(view, rows, example, options);
  return nearVideos(
    view,
    rows.map((row) => itemIds[row] as number),
    example,
    options,
  );
}

function nearPhotos(
  { columns: { itemIds, momentIds } }: IndexView,
  rows: readonly number[],
  { moments: [photo] }: ExampleMoments,
  { vectorsOf, lumasOf }: NearOptions,
): ReadonlySet<number> {
  const near = new Set<number>();
  if (photo?.luma === undefined) return near;
  const ids = rows.map((row) => momentIds[row] as number);
  const cosines = cosinesWith(photo.embedding, vectorsOf(ids));
  const likely = rows.filter((_, index) => (cosines[index] as number) >= photoLimits.cosine);
  const lumas = lumasOf(likely.map((row) => momentIds[row] as number));
  const shown = lumaWindows(photo.luma);
  for (const [index, row] of likely.entries()) {
    const luma = lumas[index];
    if (luma === undefined) continue;
    if (correlation(shown, lumaWindows(luma)) < photoLimits.correlation) continue;
    near.add(itemIds[row] as number);
  }
  return near;
}

function nearVideos(
  view: IndexView,
  candidates: readonly number[],
  example: ExampleMoments,
  options: NearOptions,
): ReadonlySet<number> {
  const near = new Set<number>();
  const own = momentsToCompare(example.moments.slice(0, mostMoments));
  for (const [itemId, momentIds] of momentsOfItems(view, candidates)) {
    const vectors = options.vectorsOf(momentIds);
    const lumas = options.lumasOf(momentIds);
    const cosines = own.map(({ embedding }) => cosinesWith(embedding, vectors));
    const others = lumas.map(windowsWhenAsked);
    const areAlike = (one: number, other: number) => {
      if ((cosines[one]?.[other] ?? 0) < momentLimits.cosine) return false;
      const [a, b] = [own[one]?.windows(), others[other]?.()];
      return a !== undefined && b !== undefined && correlation(a, b) >= momentLimits.correlation;
    };
    const pairs = pairsInOrder(own.length, momentIds.length, areAlike);
    const shorter = Math.min(own.length, momentIds.length);
    if (pairs > 0 && pairs >= leastShareOfMoments * shorter) near.add(itemId);
  }
  return near;
}

function momentsToCompare(moments: readonly ExampleMoment[]) {
  return moments.map(({ embedding, luma }) => ({ embedding, windows: windowsWhenAsked(luma) }));
}

/** They take fifty times the room of the grid, so they are made for what is compared alone. */
function windowsWhenAsked(luma: Uint8Array | undefined): () => LumaWindows | undefined {
  let windows: LumaWindows | undefined;
  return () => {
    if (luma !== undefined) windows ??= lumaWindows(luma);
    return windows;
  };
}

/** The first moments of each item, in order of time. */
function momentsOfItems(view: IndexView, items: readonly number[]): Map<number, number[]> {
  const { itemIds, momentIds, timesMs } = view.columns;
  const rows = Array.from(ofTheseItems(view, Uint32Array.from(items)).rows);
  rows.sort((a, b) => (timesMs[a] as number) - (timesMs[b] as number));
  const found = new Map<number, number[]>();
  for (const row of rows) {
    const itemId = itemIds[row] as number;
    const own = found.get(itemId) ?? [];
    if (own.length < mostMoments) own.push(momentIds[row] as number);
    found.set(itemId, own);
  }
  return found;
}
