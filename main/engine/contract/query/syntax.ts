/** What a query says, as data: `parse.ts` reads it. docs/query-language.md has the grammar. */
import type { ItemState, MediaKind, WordPlace } from '../library.ts';

/** Words that are wanted, or not wanted (`-people`), and how much they count (`beach^2`). */
export type WordsTerm = {
  readonly words: string;
  readonly minus: boolean;
  /** 0.01 to 100; 1 unless said. */
  readonly weight: number;
};

/** Both days are in it, each YYYY, YYYY-MM or YYYY-MM-DD; null is open. */
export type DateRange = { readonly from: string | null; readonly to: string | null };

/** Both ends are in it; infinite where open. */
export type NumberRange = { readonly from: number; readonly to: number };

/** Degrees. `west` is beyond `east` where the area lies across the date line. */
export type Area = {
  readonly south: number;
  readonly west: number;
  readonly north: number;
  readonly east: number;
};

/** What a result must be, or with `minus` must not be. */
export type Filter = { readonly minus: boolean } & (
  | { readonly type: 'kind'; readonly kind: MediaKind }
  | { readonly type: 'date'; readonly range: DateRange }
  /** Bytes. */
  | { readonly type: 'size'; readonly range: NumberRange }
  /** Milliseconds, of videos. */
  | { readonly type: 'length'; readonly range: NumberRange }
  | { readonly type: 'area'; readonly area: Area }
  /** Words next to each other; the last may go on. */
  | { readonly type: 'named'; readonly place: WordPlace; readonly words: string }
  | AnnotationFilter
);

/** What the catalogue alone knows of items. */
export type AnnotationFilter =
  /** A tag, or some names of one that stand next to each other, and what is below them. */
  | { readonly type: 'tag'; readonly name: string }
  | { readonly type: 'album'; readonly name: string }
  /** Stars; what is not rated is in no range. */
  | { readonly type: 'rating'; readonly range: NumberRange }
  | { readonly type: 'is'; readonly state: ItemState };

/** What is to be seen later in the same video: `a >> b`. */
export type Following = {
  /** In order; each has a term at least. */
  readonly steps: readonly (readonly WordsTerm[])[];
  /** Milliseconds at most from one step's moment to the next one's; above 0. */
  readonly withinMs: number;
};

export type Query = {
  /** Of the first step; none where it is left to example pictures. */
  readonly terms: readonly WordsTerm[];
  /** All must hold, whichever step they stand in. */
  readonly filters: readonly Filter[];
  /** Absent where one step is all that is asked for. */
  readonly following?: Following;
};
