/** Search's contract with the rooms above it. */
import type { RankingColumns } from '../contract/ranking-columns.ts';

/** A query whose words and pictures are already vectors. */
export type ComposedQuery = {
  /** Unit float32[dimension]. */
  readonly embedding: Float32Array;
  /** Packed code of the query, centred for its modality. */
  readonly code: Uint8Array;
  /** Which calibration its scores use. */
  readonly calibration: 'text' | 'image';
};

export type RankedMoment = {
  readonly itemId: number;
  readonly momentId: number;
  readonly timeMs: number | null;
  readonly score: number;
};

export type SearchEngine = {
  /** The whole ranking, each item once at its best moment. Null: everything, newest first. */
  rank(query: ComposedQuery | null): RankingColumns;
  /** The first `limit` of the same ranking. */
  top(query: ComposedQuery | null, limit: number): RankedMoment[];
  /** Words → composed query, through the text encoder, cached. */
  composeText(text: string): Promise<ComposedQuery>;
  /** Words and pictures together. Throws on nothing. */
  compose(parts: {
    text: string;
    pictures: readonly { embedding: Float32Array; code: Uint8Array }[];
  }): Promise<ComposedQuery>;
  /** The stored vector and code of a moment of the library, to be like. */
  vectorOfMoment(momentId: number): { embedding: Float32Array; code: Uint8Array } | undefined;
  readonly epoch: number;
  readonly moments: number;
  close(): void;
};
