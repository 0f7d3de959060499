/** The options of `mark` → what becomes of the files, and names of labels. Pure. */
import { AnnotationChange, LabelRename } from '../engine/contract/annotations.ts';
import { messages } from '../engine/contract/messages/index.ts';
import { UsageError, wholeNumber } from './usage.ts';

const texts = messages.cli;

/** Throws UsageError. */
export function changeOf(
  one: ReadonlyMap<string, string>,
  several: ReadonlyMap<string, readonly string[]>,
): AnnotationChange {
  for (const [flag, opposite] of [
    ['--caption', '--no-caption'],
    ['--favourite', '--no-favourite'],
  ] as const) {
    if (one.has(flag.slice(2)) && one.has(opposite.slice(2))) {
      throw new UsageError(texts.opposites(flag, opposite));
    }
  }
  const rating = wholeNumber(one, 'rating', 0, 5);
  const caption = one.has('no-caption') ? '' : one.get('caption');
  const isFavourite = one.has('favourite');
  const change = AnnotationChange.safeParse({
    ...(rating === undefined ? {} : { rating }),
    ...(caption === undefined ? {} : { caption }),
    ...(isFavourite || one.has('no-favourite') ? { favourite: isFavourite } : {}),
    addTags: several.get('tag') ?? [],
    removeTags: several.get('untag') ?? [],
    addToAlbums: several.get('album') ?? [],
    removeFromAlbums: several.get('leave-album') ?? [],
  });
  if (!change.success) throw new UsageError(texts.notALabel(change.error.issues[0]?.message ?? ''));
  const { addTags, removeTags, addToAlbums, removeFromAlbums, ...others } = change.data;
  const labels = [addTags, removeTags, addToAlbums, removeFromAlbums].flat();
  if (labels.length === 0 && Object.keys(others).length === 0) {
    throw new UsageError(texts.missing.change);
  }
  return change.data;
}

/** The two names of `rename-tag` and `rename-album`. Throws UsageError. */
export function renameOf(
  command: 'rename-tag' | 'rename-album',
  [from, to]: readonly string[],
): LabelRename {
  if (from === undefined || to === undefined) throw new UsageError(texts.missing.names(command));
  const type = command === 'rename-tag' ? 'tag' : 'album';
  const rename = LabelRename.safeParse({ type, from, to });
  if (rename.success) return rename.data;
  throw new UsageError(`${command}: ${rename.error.issues[0]?.message ?? ''}`);
}
