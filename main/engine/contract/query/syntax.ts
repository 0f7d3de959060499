/** What a query says, as data: `parse.ts` reads it. docs/query-language.md has the grammar. */
import type { MediaKind } from '../library.ts';

/** Words that are wanted, or not wanted (`-people`), and how much they count (`beach^2`). */
export type WordsTerm = {
  readonly words: string;
  readonly minus: boolean;
  /** 0.01 to 100; 1 unless said. */
  readonly weight: number;
};

/** Both days are in it, each YYYY, YYYY-MM or YYYY-MM-DD; null is open. */
export type DateRange = { readonly from: string | null; readonly to: string | null };

/** What a result must be, or with `minus` must not be. */
export type Filter =
  | { readonly type: 'kind'; readonly kind: MediaKind; readonly minus: boolean }
  | { readonly type: 'date'; readonly range: DateRange; readonly minus: boolean };

export type Query = {
  readonly terms: readonly WordsTerm[];
  /** All must hold. */
  readonly filters: readonly Filter[];
};
