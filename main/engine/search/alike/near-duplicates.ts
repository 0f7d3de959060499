/**
 * Which items show what an example shows: saved again, resized, lightly cropped, marked. Pure.
 *
 * Candidates are the nearest by code. Two pictures are near duplicates when their vectors say so, and
 * their brightness on a coarse grid as well (correlation.ts): the one alone takes a scene for its like,
 * the other a bright sky for another. Videos are so when most moments of the shorter one are in the
 * other, in the same order (in-order.ts).
 */
import { evenly } from '../../contract/evenly.ts';
import type { CodeLayout } from '../kernel/code-layout.ts';
import { cosinesWith, createVectorMemory } from '../kernel/cosines.ts';
import { ofPhotos, ofTheseItems, ofVideos } from '../moments/filter.ts';
import type { IndexView } from '../moments/moment-index.ts';
import { chooseCandidates } from '../rank/candidates.ts';
import type { VectorsOf } from '../rank/rank.ts';
import { correlation, type LumaWindows, lumaWindows, wholeCorrelation } from './correlation.ts';
import { pairsInOrder } from './in-order.ts';

/** One moment of an example. */
export type ExampleMoment = {
  /** Unit float32[dimension]. */
  readonly embedding: Float32Array;
  /** Packed. */
  readonly code: Uint8Array;
  /** Undefined where an earlier version stored none: it has no near duplicates then. */
  readonly luma: Uint8Array | undefined;
};

/** A photo, or a video by its moments in order of time. */
export type ExampleMoments = {
  readonly kind: 'photo' | 'video';
  readonly moments: readonly ExampleMoment[];
};

/** uint8[256] each (`models/runtime/luma.ts`). */
export type LumasOf = (momentIds: readonly number[]) => readonly (Uint8Array | undefined)[];

/**
 * How sure both together must be: the correlation, and half of what the cosine is above its usual. Measured
 * on copies of photos and on clips (docs/search.md, "Near duplicates"). Moments of a video need not be
 * the very same frames, and there are several to agree.
 */
const leastOfPhotos = 0.91;
const leastOfMoments = 0.8;
const leastCosine = 0.7;
const leastShareOfMoments = 0.6;
const fewestToAgree = 3;
/** What comparing windows adds at most, but for pictures that are no copies; and how often it is tried. */
const mostByWindows = 0.25;
const mostCloseLooks = 1_000;

function sureness(cosine: number, alike: number): number {
  return alike + (cosine - 0.85) / 2;
}

/** Items that are looked at; the copies of one picture are nearer than these. */
const photosLookedAt = 400;
const videosAMoment = 4;
/** Moments of a video that candidates are looked for with, evenly; an excerpt need not have the first. */
const momentsAsked = 6;
/** The first ones of a video; a longer one is told by them. */
export const mostMoments = 200;

export type NearOptions = {
  readonly vectors: VectorsOf;
  readonly lumas: LumasOf;
  /** By an embedding's groups. */
  readonly layoutOf: (embedding: Float32Array) => CodeLayout;
};

/** Throws RangeError where the stored vectors are of another dimension. */
export function nearDuplicates(
  view: IndexView,
  example: ExampleMoments,
  options: NearOptions,
): ReadonlySet<number> {
  if (example.kind === 'video') return nearVideos(ofVideos(view), example, options);
  const photos = ofPhotos(view);
  return nearPhotos(
    photos,
    nearestRows(photos, example.moments, photosLookedAt, options),
    example,
    options,
  );
}

/** The nearest row of each of the items that are nearest to any of the moments. */
function nearestRows(
  view: IndexView,
  moments: readonly ExampleMoment[],
  items: number,
  { layoutOf }: NearOptions,
): number[] {
  const rows = new Set<number>();
  for (const { embedding, code } of moments) {
    const scanned = view.scan(code, layoutOf(embedding));
    const { chosen } = chooseCandidates(view, scanned, undefined, { items, momentsPerItem: 1 });
    for (const row of chosen) rows.add(row);
  }
  return [...rows];
}

function nearPhotos(
  { columns: { itemIds, momentIds } }: IndexView,
  rows: readonly number[],
  { moments: [photo] }: ExampleMoments,
  { vectors, lumas: lumasOf }: NearOptions,
): ReadonlySet<number> {
  const near = new Set<number>();
  if (photo?.luma === undefined) return near;
  const ids = rows.map((row) => momentIds[row] as number);
  const cosines = cosinesWith(photo.embedding, vectors(ids));
  const likely = [...cosines.keys()].filter((index) => (cosines[index] as number) >= leastCosine);
  const lumas = lumasOf(likely.map((index) => ids[index] as number));
  const shown = lumaWindows(photo.luma);
  for (const [place, index] of likely.entries()) {
    const luma = lumas[place];
    if (luma === undefined) continue;
    const alike = correlation(shown, lumaWindows(luma));
    if (sureness(cosines[index] as number, alike) < leastOfPhotos) continue;
    near.add(itemIds[rows[index] as number] as number);
  }
  return near;
}

function nearVideos(
  view: IndexView,
  example: ExampleMoments,
  options: NearOptions,
): ReadonlySet<number> {
  const near = new Set<number>();
  const asked = evenly(example.moments, momentsAsked);
  const rows = nearestRows(view, asked, videosAMoment, options);
  const candidates = rows.map((row) => view.columns.itemIds[row] as number);
  const own = example.moments.slice(0, mostMoments).map(({ embedding, luma }) => {
    return { embedding, windows: windowsWhenAsked(luma) };
  });
  for (const [itemId, momentIds] of momentsOfItems(view, candidates)) {
    const pairs = pairsOf(own, momentIds, options);
    const shorter = Math.min(own.length, momentIds.length);
    if (pairs > 0 && pairs >= leastShareOfMoments * shorter) near.add(itemId);
  }
  return near;
}

type OwnMoment = {
  readonly embedding: Float32Array;
  readonly windows: () => LumaWindows | undefined;
};

/** Of the example's moments and another video's: how many are alike, in order. */
function pairsOf(
  own: readonly OwnMoment[],
  momentIds: readonly number[],
  { vectors, lumas }: NearOptions,
): number {
  const [{ embedding }] = own as readonly [OwnMoment];
  const memory = createVectorMemory(embedding.length);
  memory.set(vectors(momentIds));
  const cosines = own.map((moment) => memory.cosines(moment.embedding));
  const others = lumas(momentIds).map(windowsWhenAsked);
  // Of one or two moments none confirms the other.
  const isShort = Math.min(own.length, momentIds.length) < fewestToAgree;
  const least = isShort ? leastOfPhotos : leastOfMoments;
  let closeLooks = 0;
  return pairsInOrder(own.length, momentIds.length, (one, other) => {
    const cosine = cosines[one]?.[other] ?? 0;
    if (cosine < leastCosine) return false;
    const [a, b] = [own[one]?.windows(), others[other]?.()];
    if (a === undefined || b === undefined) return false;
    // As they are nearly all are told; windows are compared of those in doubt, and not without end.
    const sure = sureness(cosine, wholeCorrelation(a, b));
    if (sure >= least || sure < least - mostByWindows || closeLooks >= mostCloseLooks) {
      return sure >= least;
    }
    closeLooks += 1;
    return sureness(cosine, correlation(a, b)) >= least;
  });
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
