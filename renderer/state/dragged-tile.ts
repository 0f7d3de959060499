/**
 * A tile on its way over the page. In a browser the drag carries its moment. On the desktop it is a
 * native drag of the item's own file, which other programs take as well; when such a file comes back
 * to this page, it is known by its name and size and means its tile, be it a photo or a video.
 */
import type { ItemDetail } from '../../main/engine/contract/library.ts';

/** What a dragged tile carries within the page, in a browser. */
export const momentDragType = 'application/x-afterimage-moment';

export type DraggedTile = { readonly itemId: number; readonly momentId: number };

let last: DraggedTile | null = null;

/** A native drag never says to the page that it has ended, so this stands until the next. */
export function noteDraggedTile(tile: DraggedTile): void {
  last = tile;
}

/** The moment whose file came back; null when something else was dropped. */
export async function momentOfFiles(
  files: readonly FileFacts[],
  itemDetail: (itemId: number) => Promise<ItemDetail>,
): Promise<number | null> {
  const [file] = files;
  const tile = last;
  if (tile === null || file === undefined || files.length > 1) return null;
  const detail = await itemDetail(tile.itemId).catch(() => null);
  const same = detail !== null && detail.name === file.name && detail.sizeBytes === file.size;
  return same ? tile.momentId : null;
}

type FileFacts = { readonly name: string; readonly size: number };
