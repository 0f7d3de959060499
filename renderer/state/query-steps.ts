/** What a person does to a query, as functions of the query it is by then. Pure. */
import { mostPictures, type PageQuery, type PageRegion } from './page-location.ts';

export type QueryStep = (query: PageQuery) => PageQuery;

export const withText =
  (text: string): QueryStep =>
  (query) => ({ ...query, text: text.trim() });

/** The newest stay when there are too many. What was not wanted is wanted now. */
export const withMoment =
  (momentId: number): QueryStep =>
  (query) => ({
    ...query,
    likeMoments: added(query.likeMoments, momentId),
    unlikeMoments: without(query.unlikeMoments, momentId),
  });

/** The same the other way round. */
export const withUnwanted =
  (momentId: number): QueryStep =>
  (query) => ({
    ...query,
    likeMoments: without(query.likeMoments, momentId),
    unlikeMoments: added(query.unlikeMoments, momentId),
  });

export const withRegion =
  (region: PageRegion): QueryStep =>
  (query) => ({ ...query, regions: [...query.regions, region].slice(-mostPictures) });

export const withUploads =
  (uploads: readonly string[]): QueryStep =>
  (query) => ({ ...query, uploads: [...query.uploads, ...uploads].slice(-mostPictures) });

/** A picture of the query, by its kind and its place among those of its kind. */
export type PicturePlace = {
  readonly kind: 'likeMoments' | 'unlikeMoments' | 'regions' | 'uploads';
  readonly index: number;
};

/** The order in which they stand before the words. */
export const pictureKinds = ['likeMoments', 'regions', 'uploads', 'unlikeMoments'] as const;

export const withoutPicture =
  ({ kind, index }: PicturePlace): QueryStep =>
  (query) => ({ ...query, [kind]: query[kind].filter((_, place) => place !== index) });

/** The chip that stands last. */
export const withoutLastPicture: QueryStep = (query) => {
  const kind = pictureKinds.findLast((each) => query[each].length > 0);
  return kind === undefined
    ? query
    : withoutPicture({ kind, index: query[kind].length - 1 })(query);
};

function added(moments: readonly number[], momentId: number): readonly number[] {
  if (moments.includes(momentId)) return moments;
  return [...moments, momentId].slice(-mostPictures);
}

function without(moments: readonly number[], momentId: number): readonly number[] {
  return moments.filter((id) => id !== momentId);
}
