/** What a person does to a query, as functions of the query it is by then. Pure. */
import type { PageQuery } from './page-location.ts';

/** The engine takes no more pictures of either kind in one query. */
const mostPictures = 16;

export type QueryStep = (query: PageQuery) => PageQuery;

export const withText =
  (text: string): QueryStep =>
  (query) => ({ ...query, text: text.trim() });

/** The newest stay when there are too many. */
export const withMoment =
  (momentId: number): QueryStep =>
  (query) =>
    query.likeMoments.includes(momentId)
      ? query
      : { ...query, likeMoments: [...query.likeMoments, momentId].slice(-mostPictures) };

export const withUploads =
  (uploads: readonly string[]): QueryStep =>
  (query) => ({ ...query, uploads: [...query.uploads, ...uploads].slice(-mostPictures) });

export const withoutMoment =
  (momentId: number): QueryStep =>
  (query) => ({ ...query, likeMoments: query.likeMoments.filter((id) => id !== momentId) });

export const withoutUpload =
  (uploadId: string): QueryStep =>
  (query) => ({ ...query, uploads: query.uploads.filter((id) => id !== uploadId) });

/** The chip that stands last: uploads stand after moments. */
export const withoutLastPicture: QueryStep = (query) =>
  query.uploads.length > 0
    ? { ...query, uploads: query.uploads.slice(0, -1) }
    : { ...query, likeMoments: query.likeMoments.slice(0, -1) };
