/** A query and its answer. */
import { z } from 'zod';
import { mediaKinds, Strictness } from './library.ts';
import { NotSearched } from './not-searched.ts';

/** A part of an upright picture, in shares of its width and height. */
export const Region = z
  .object({
    left: z.number().min(0).max(1),
    top: z.number().min(0).max(1),
    width: z.number().min(0.01).max(1),
    height: z.number().min(0.01).max(1),
  })
  .refine(({ left, width }) => left + width < 1.001, 'reaches beyond the right edge')
  .refine(({ top, height }) => top + height < 1.001, 'reaches below the picture');
export type Region = z.infer<typeof Region>;

/**
 * Words, example moments and dropped pictures, composed into one query.
 * An empty query is the whole library, newest first.
 */
export const SearchQuery = z.object({
  text: z.string().max(2_000).default(''),
  /** Moments of the library to be like ("more like this"). */
  likeMoments: z.array(z.int()).max(16).default([]),
  /** Moments of the library not to be like ("less like this"). */
  unlikeMoments: z.array(z.int()).max(16).default([]),
  /** Parts of moments to be like: what is inside a box. */
  regions: z
    .array(Region.safeExtend({ momentId: z.int() }))
    .max(16)
    .default([]),
  /** Pictures dropped on the search bar, as handed out by `uploadPicture`. */
  uploads: z.array(z.string()).max(16).default([]),
  /** Everything is ranked; `matches` in the answer says how much of it matches well. */
  strictness: Strictness.default('normal'),
});
export type SearchQuery = z.infer<typeof SearchQuery>;
export type SearchQueryInput = z.input<typeof SearchQuery>;

/** Why a result is there. More kinds may come. */
export const Why = z.object({ kind: z.string(), detail: z.string() });
export type Why = z.infer<typeof Why>;

/**
 * How a result is like the one picture or video of a query without words: the same bytes, a near
 * duplicate (saved again, resized, lightly cropped, marked), like it in what it shows, or just the next.
 */
export const Likeness = z.enum(['same', 'near', 'similar', 'other']);
export type Likeness = z.infer<typeof Likeness>;

export const SearchResult = z.object({
  /** From 1. */
  rank: z.int(),
  path: z.string(),
  /** Where else the same bytes lie; absent where they lie nowhere else. */
  copies: z.array(z.string()).optional(),
  kind: z.enum(mediaKinds),
  /** The moment in a video; null for a photo. */
  timeMs: z.int().nullable(),
  /** Calibrated, 0 to 1; never rises down the list. */
  score: z.number(),
  why: z.array(Why),
  /** Absent where the query is not one example alone. */
  likeness: Likeness.optional(),
  itemId: z.int(),
  momentId: z.int(),
});
export type SearchResult = z.infer<typeof SearchResult>;

/**
 * Page by page: `paged` keeps the ranking as it is now, and each answer has the `cursor` of the next page.
 * With a cursor the rest of the query is passed over.
 */
export const Paging = z.object({
  paged: z.boolean().default(false),
  cursor: z.string().optional(),
});

export const SearchAnswer = z.object({
  query: z.string(),
  tookMs: z.number(),
  /** Where the next page begins; null after the last, absent where pages were not asked for. */
  cursor: z.string().nullable().optional(),
  /** How many of the results match well, from the first on. */
  matches: z.int(),
  results: z.array(SearchResult),
  /** Absent where everything has been read. */
  notSearched: NotSearched.optional(),
});
export type SearchAnswer = z.infer<typeof SearchAnswer>;
