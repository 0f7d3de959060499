/**
 * What the address says: the query, and the item or the page that is open over its answer. Dropped pictures are not part of
 * it, for they live in the engine's memory; they travel in `history.state` instead.
 */
import type { Region } from '../../main/engine/contract/search.ts';

export type PageQuery = {
  readonly text: string;
  readonly likeMoments: readonly number[];
  readonly unlikeMoments: readonly number[];
  readonly regions: readonly PageRegion[];
  readonly uploads: readonly string[];
};
/** A part of a moment's picture, in thousandths of its width and height. */
export type PageRegion = Region & { readonly momentId: number };
export type OpenItem = { readonly itemId: number; readonly momentId: number };
export type PageLocation = {
  readonly query: PageQuery;
  readonly open: OpenItem | null;
  /** A page of its own, in front of what the query finds. */
  readonly view?: 'activity';
};

/** The engine takes no more pictures of a kind in one query. */
export const mostPictures = 16;

export const emptyQuery: PageQuery = {
  text: '',
  likeMoments: [],
  unlikeMoments: [],
  regions: [],
  uploads: [],
};

export function pictureCount(query: PageQuery): number {
  const { likeMoments, unlikeMoments, regions, uploads } = query;
  return likeMoments.length + unlikeMoments.length + regions.length + uploads.length;
}

export function isEmptyQuery(query: PageQuery): boolean {
  return query.text.trim() === '' && pictureCount(query) === 0;
}

export function sameQuery(a: PageQuery, b: PageQuery): boolean {
  return asText(a) === asText(b) && a.uploads.join() === b.uploads.join();
}

export function encodeLocation({ query, open, view }: PageLocation): string {
  const parameters = new URLSearchParams(asText(query));
  if (open !== null) parameters.set('open', `${open.itemId}.${open.momentId}`);
  if (view !== undefined) parameters.set('view', view);
  return `#${parameters}`;
}

/** All of it but the uploads. */
function asText(query: PageQuery): string {
  const parameters = new URLSearchParams();
  if (query.text.trim() !== '') parameters.set('q', query.text.trim());
  if (query.likeMoments.length > 0) parameters.set('like', query.likeMoments.join('.'));
  if (query.unlikeMoments.length > 0) parameters.set('unlike', query.unlikeMoments.join('.'));
  for (const { momentId, ...region } of query.regions) {
    const { left, top, width, height } = region;
    // Its edges are rounded, not its sides: so it never reaches beyond the picture.
    const [from, to] = [thousandths(left, top), thousandths(left + width, top + height)];
    const sides = to.map((edge, axis) => edge - (from[axis] ?? 0));
    parameters.append('part', [momentId, ...from, ...sides].join('.'));
  }
  return parameters.toString();
}

function thousandths(...shares: number[]): number[] {
  return shares.map((share) => Math.min(1_000, Math.round(share * 1_000)));
}

/** Reads any hash: what it does not understand is left out. */
export function decodeLocation(hash: string, uploads: readonly string[] = []): PageLocation {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const moments = (name: string) => numbers(parameters.get(name)).slice(0, mostPictures);
  const [itemId, momentId] = numbers(parameters.get('open'));
  return {
    query: {
      text: (parameters.get('q') ?? '').slice(0, 2_000),
      likeMoments: moments('like'),
      unlikeMoments: moments('unlike'),
      regions: parameters.getAll('part').flatMap(regionOf).slice(0, mostPictures),
      uploads,
    },
    open: itemId === undefined || momentId === undefined ? null : { itemId, momentId },
    ...(parameters.get('view') === 'activity' && { view: 'activity' }),
  };
}

function regionOf(text: string): PageRegion[] {
  const [momentId, ...sides] = numbers(text);
  const [left, top, width, height] = sides.map((value) => value / 1_000);
  if (momentId === undefined || left === undefined || top === undefined) return [];
  if (width === undefined || height === undefined || Math.min(width, height) < 0.01) return [];
  if (Math.max(left + width, top + height) > 1.0001) return [];
  return [{ momentId, left, top, width, height }];
}

function numbers(text: string | null): number[] {
  return (text ?? '')
    .split('.')
    .filter((part) => /^\d{1,10}$/.test(part))
    .map(Number);
}
