/** Search's contract with the rooms above it. */

import type { Strictness } from '../contract/library.ts';
import type { Filter, WordsTerm } from '../contract/query/syntax.ts';
import type { RankingColumns } from '../contract/ranking-columns.ts';
import type { Likeness } from '../contract/search.ts';
import type { ExampleMoments } from './alike/near-duplicates.ts';
import type { BitWeights } from './rank/estimate.ts';
import type { NamedWord } from './rank/named.ts';

/** What a query's words and pictures mean, as one vector. */
export type Meaning = {
  /** Unit float32[dimension]. */
  readonly embedding: Float32Array;
  /** Packed code of the query, centred for its modality. */
  readonly code: Uint8Array;
  /** How sure the query is of each bit (estimate.ts). */
  readonly bitWeights: BitWeights;
  /** Which calibration its scores use. */
  readonly calibration: 'text' | 'image';
  /** What its cosines are taken relative to (query/reference.ts). */
  readonly reference: number;
};

/** A query whose words and pictures are already vectors. */
export type ComposedQuery = {
  /** Of the first step; null: everything, newest first. */
  readonly meaning: Meaning | null;
  /** The words that it was made of. */
  readonly terms: readonly WordsTerm[];
  readonly filters: readonly Filter[];
  /** Absent where there are words, or several examples. */
  readonly example?: Example;
  /** What comes later in the same video; absent where one step is all. */
  readonly following?: {
    readonly steps: readonly QueryStep[];
    /** Milliseconds at most from one step's moment to the next one's. */
    readonly withinMs: number;
  };
};

/** What a query of one picture or video, and no words, is like. */
export type Example = ExampleMoments & {
  /** Where it is one of the library's own. */
  readonly itemId?: number;
};

export type QueryStep = { readonly meaning: Meaning; readonly terms: readonly WordsTerm[] };

export type RankedMoment = {
  readonly itemId: number;
  readonly momentId: number;
  readonly timeMs: number | null;
  readonly score: number;
  /** Words of the query that are the item's own. */
  readonly named: readonly NamedWord[];
  /** Of a query with an example. */
  readonly likeness?: Likeness;
};

/** A whole ranking as it was at its epoch, whatever changes afterwards. */
export type OpenRanking = {
  readonly epoch: number;
  readonly length: number;
  slice(from: number, to: number): RankedMoment[];
  /** How many, from the first on, have that score or a higher one. */
  atLeast(score: number): number;
};

export type SearchEngine = {
  /**
   * The whole ranking of what passes the filters, each item once at its best moment; of a query of
   * several steps only videos, at the first one's moment.
   */
  rank(query: ComposedQuery, strictness?: Strictness): RankingColumns;
  /** The first `limit` of the same ranking. */
  top(query: ComposedQuery, limit: number): RankedMoment[];
  /** All of the same ranking, to be read page by page. */
  open(query: ComposedQuery): OpenRanking;
  /** The least score of what matches a query well; 0 where the model does not say. */
  leastScore(query: ComposedQuery, strictness?: Strictness): number;
  /**
   * A query's text (`contract/query`) and pictures → vectors, through the text encoder, cached.
   * `example`: what the pictures are of, where they are of one; near duplicates of it are told then.
   */
  compose(parts: {
    text: string;
    pictures: readonly { embedding: Float32Array; code: Uint8Array }[];
    unwanted?: readonly { embedding: Float32Array }[];
    example?: Example | undefined;
  }): Promise<ComposedQuery>;
  /** The stored vector and code of a moment of the library, to be like. */
  vectorOfMoment(
    momentId: number,
  ): { embedding: Float32Array; code: Uint8Array; itemId: number } | undefined;
  /** An item of the library, as an example. */
  exampleOfItem(itemId: number): Example | undefined;
  readonly epoch: number;
  readonly moments: number;
  close(): void;
};
