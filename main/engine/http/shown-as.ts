/** What a page shows an item with. */
import type { ItemRecord } from '../catalog/types.ts';
import type { ItemDetail } from '../contract/library.ts';

/** A video without a codec is a picture that moves by itself: a browser plays it as an image. */
export function shownAs({ kind, metadata }: ItemRecord): ItemDetail['shownAs'] {
  return kind === 'photo' || metadata.codec === null ? 'image' : 'player';
}
