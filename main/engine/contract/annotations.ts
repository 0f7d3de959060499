/** What a person adds to photos and videos: rating, favourite, caption, tags, albums. */
import { z } from 'zod';
import { labelName, tagPath } from './query/labels.ts';

/** At once, in one transaction. */
export const mostItemsAnnotated = 100_000;

const mostCharacters = 200;
const album = z
  .string()
  .refine((written) => isName(labelName(written)), {
    error: ({ input }) => `“${input}” is no name of an album`,
  })
  .transform(labelName);
/** A tag of a hierarchy: names from the widest to the narrowest, parted by "/". */
const tag = z
  .string()
  .refine((written) => isName(tagPath(written)), {
    error: ({ input }) => `“${input}” is no name of a tag`,
  })
  .transform(tagPath);

function isName(value: string): boolean {
  return value !== '' && value.length <= mostCharacters;
}

export const ItemAnnotations = z.object({
  /** Stars; 0 is not rated. */
  rating: z.int().min(0).max(5),
  favourite: z.boolean(),
  caption: z.string(),
  /** By name; `places/italy/rome` is below `places/italy`. */
  tags: z.array(z.string()),
  albums: z.array(z.string()),
});
export type ItemAnnotations = z.infer<typeof ItemAnnotations>;

/** What becomes of each of some items; what is absent stays. */
export const AnnotationChange = z.object({
  rating: ItemAnnotations.shape.rating.optional(),
  favourite: z.boolean().optional(),
  caption: z.string().trim().max(4_000).optional(),
  addTags: z.array(tag).max(50).default([]),
  /** A tag, not what is below it. */
  removeTags: z.array(tag).max(50).default([]),
  addToAlbums: z.array(album).max(50).default([]),
  removeFromAlbums: z.array(album).max(50).default([]),
});
export type AnnotationChange = z.infer<typeof AnnotationChange>;

/** A tag, with all that is below it, or an album is called otherwise from now on, wherever it is. */
export const LabelRename = z.discriminatedUnion('type', [
  z.object({ type: z.literal('tag'), from: tag, to: tag }),
  z.object({ type: z.literal('album'), from: album, to: album }),
]);
export type LabelRename = z.infer<typeof LabelRename>;

/** `items`: how many are different now. `changeId`: by which it is undone; null where none is. */
export const Annotated = z.object({ items: z.int(), changeId: z.int().nullable() });
export type Annotated = z.infer<typeof Annotated>;

/** A tag or an album, and how many shown items have just that. */
export const Label = z.object({ name: z.string(), items: z.int() });
export type Label = z.infer<typeof Label>;

/** Of all tags and albums. */
export const LabelNames = z.object({ tags: z.array(z.string()), albums: z.array(z.string()) });
export type LabelNames = z.infer<typeof LabelNames>;
