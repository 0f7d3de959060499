/** Which item the bytes of a file belong to, once they are known. All in the caller's transaction. */
import { createAnnotationRows, joined } from './annotation-rows.ts';
import type { CatalogContext, Touch } from './context.ts';
import { createItemSays } from './item-says.ts';

export type FileOfItem = { readonly file_id: number; readonly item_id: number | null };

export function createItemOfFile({ database, clock }: Pick<CatalogContext, 'database' | 'clock'>) {
  const annotations = createAnnotationRows(database);
  const says = createItemSays(database);
  const itemOfContent = database
    .prepare<[number], number>('SELECT item_id FROM item WHERE content_id = ?')
    .pluck();
  const hasOtherPlace = database
    .prepare<[number, number], number>(
      'SELECT 1 FROM file WHERE item_id = ? AND file_id <> ? AND content_id IS NOT NULL LIMIT 1',
    )
    .pluck();
  /** One that left before its bytes had been read whole, with the same samples as these. */
  const forsakenItem = database
    .prepare<[number], number>(`
      SELECT item_id FROM content AS this
      JOIN content AS other ON other.fingerprint = this.fingerprint AND other.sha256 IS NULL
      JOIN item ON item.content_id = other.content_id
      WHERE this.content_id = ? AND item.visible = 0
        AND NOT EXISTS (SELECT 1 FROM file WHERE file.item_id = item.item_id)
      ORDER BY item_id LIMIT 1`)
    .pluck();
  const leaveContent = database.prepare<[number, number]>(`
    UPDATE content SET left_ms = ?
    WHERE content_id = (SELECT content_id FROM item WHERE item_id = ?)`);
  const takeContent = database.prepare<[number]>(
    'UPDATE content SET left_ms = NULL WHERE content_id = ?',
  );
  const changeItem = database.prepare('UPDATE item SET content_id = ? WHERE item_id = ?');
  const insertItem = database.prepare('INSERT INTO item (content_id, created_ms) VALUES (?, ?)');

  function giveTo(itemId: number, contentId: number, touch: Touch): number {
    touch(itemId);
    leaveContent.run(clock.stampMs(), itemId);
    changeItem.run(contentId, itemId);
    takeContent.run(contentId);
    return itemId;
  }

  /**
   * The item of these bytes, wherever they were before; else the file's own item, when no other
   * place needs it; else a new one. What the person added to the file's own item goes with the file.
   */
  return function itemOf(contentId: number, file: FileOfItem, touch: Touch): number {
    const owner = itemOfContent.get(contentId);
    const { item_id: own } = file;
    const isLeft = own !== null && hasOtherPlace.get(own, file.file_id) === undefined;
    if (owner !== undefined) {
      touch(owner);
      if (isLeft && own !== owner) {
        const before = annotations.read(owner);
        annotations.write(owner, joined(before, annotations.read(own)), before);
        says.share(own, owner);
      }
      return owner;
    }
    if (isLeft) return giveTo(own, contentId, touch);
    const forsaken = own === null ? forsakenItem.get(contentId) : undefined;
    if (forsaken !== undefined) return giveTo(forsaken, contentId, touch);
    const created = Number(insertItem.run(contentId, Date.now()).lastInsertRowid);
    takeContent.run(contentId);
    touch(created);
    if (own !== null) {
      annotations.write(created, annotations.read(own), annotations.read(created));
      says.share(own, created);
    }
    return created;
  };
}
