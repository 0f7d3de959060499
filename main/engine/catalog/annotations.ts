/** What a person adds: rating, favourite, caption, tags, albums; by item, so that it survives moves. */
import type { AnnotationChange, ItemAnnotations, Label } from '../contract/annotations.ts';
import { labelKey, tagPath } from '../contract/query/labels.ts';
import { createAnnotationRows, tagKey } from './annotation-rows.ts';
import type { CatalogContext } from './context.ts';
import type { Catalog } from './types.ts';

/** So many changes can be undone, the last one first. */
const changesKept = 100;

export function createAnnotations(
  context: CatalogContext,
): Pick<
  Catalog,
  'annotate' | 'undoAnnotation' | 'annotations' | 'tags' | 'albums' | 'itemsAnnotated'
> {
  const { database, changes } = context;
  const rows = createAnnotationRows(database);
  const selectItem = database
    .prepare<[number], number>('SELECT 1 FROM item WHERE item_id = ?')
    .pluck();
  const insertChange = database.prepare('INSERT INTO annotation_change (made_ms) VALUES (?)');
  const insertBefore = database.prepare<[number, number, string]>(
    'INSERT INTO annotation_before VALUES (?, ?, ?)',
  );
  const deleteChange = database.prepare<[number]>(
    'DELETE FROM annotation_change WHERE change_id = ?',
  );
  const deleteOld = database.prepare<[number]>(
    'DELETE FROM annotation_change WHERE change_id <= ?',
  );
  const lastChange = database
    .prepare<[], number | null>('SELECT max(change_id) FROM annotation_change')
    .pluck();
  const selectBefore = database.prepare<[number], { item_id: number; before: string }>(
    'SELECT item_id, before FROM annotation_before WHERE change_id = ? ORDER BY item_id',
  );
  const selectTags = database.prepare<[], Label>(`
    SELECT path AS name, count(*) AS items FROM tag JOIN item_tag USING (tag_id)
    JOIN item USING (item_id) WHERE item.visible = 1 GROUP BY tag_id ORDER BY tag.key`);
  const selectAlbums = database.prepare<[], Label>(`
    SELECT name, count(*) AS items FROM album JOIN item_album USING (album_id)
    JOIN item USING (item_id) WHERE item.visible = 1 GROUP BY album_id ORDER BY album.key`);
  const itemsOf = (sql: string) => database.prepare<unknown[], number>(sql).pluck();
  const tagged = itemsOf(
    'SELECT DISTINCT item_id FROM item_tag JOIN tag USING (tag_id) WHERE instr(key, ?) > 0',
  );
  const inAlbum = itemsOf(
    'SELECT item_id FROM item_album JOIN album USING (album_id) WHERE key = ?',
  );
  const rated = itemsOf('SELECT item_id FROM annotation WHERE rating BETWEEN ? AND ?');
  const standing = {
    favourite: itemsOf('SELECT item_id FROM annotation WHERE favourite = 1'),
    'set-aside': itemsOf(`
      SELECT DISTINCT item_id FROM file JOIN folder USING (folder_id)
      WHERE state = 'setAside' AND item_id IS NOT NULL AND folder.removed_ms IS NULL`),
    offline: itemsOf(`
      SELECT item_id FROM file JOIN folder USING (folder_id)
      WHERE item_id IS NOT NULL AND content_id IS NOT NULL AND folder.removed_ms IS NULL
      GROUP BY item_id HAVING min(folder.offline) = 1`),
  };

  return {
    annotations: rows.read,
    tags: () => selectTags.all(),
    albums: () => selectAlbums.all(),
    annotate(itemIds, change) {
      return changes.write((touch) => {
        const changeId = Number(insertChange.run(Date.now()).lastInsertRowid);
        let items = 0;
        for (const itemId of new Set(itemIds)) {
          if (selectItem.get(itemId) === undefined) continue;
          const before = rows.read(itemId);
          const after = annotated(before, change);
          if (JSON.stringify(after) === JSON.stringify(before)) continue;
          touch(itemId);
          rows.write(itemId, after);
          insertBefore.run(changeId, itemId, JSON.stringify(before));
          items += 1;
        }
        rows.sweep();
        if (items === 0) deleteChange.run(changeId);
        else deleteOld.run(changeId - changesKept);
        return { items, changeId: items === 0 ? null : changeId };
      });
    },
    undoAnnotation(changeId) {
      const last = lastChange.get() ?? null;
      if (last === null || last !== (changeId ?? last)) return undefined;
      return changes.write((touch) => {
        const all = selectBefore.all(last);
        for (const { item_id, before } of all) {
          touch(item_id);
          rows.write(item_id, JSON.parse(before) as ItemAnnotations);
        }
        deleteChange.run(last);
        rows.sweep();
        return all.length;
      });
    },
    itemsAnnotated(filter) {
      switch (filter.type) {
        case 'tag':
          return Uint32Array.from(tagged.all(tagKey(filter.name)));
        case 'album':
          return Uint32Array.from(inAlbum.all(labelKey(filter.name)));
        case 'rating': {
          const { from, to } = filter.range;
          const least = Math.max(1, Math.ceil(from));
          return Uint32Array.from(rated.all(least, Math.min(5, Math.floor(to))));
        }
        case 'is':
          return Uint32Array.from(standing[filter.state].all());
      }
    },
  };
}

/** Pure. Tags and albums that only differ in spelling are the same. */
export function annotated(before: ItemAnnotations, change: AnnotationChange): ItemAnnotations {
  return {
    rating: change.rating ?? before.rating,
    favourite: change.favourite ?? before.favourite,
    caption: change.caption ?? before.caption,
    tags: changedLabels(before.tags, change.addTags.map(tagPath), change.removeTags, tagKey),
    albums: changedLabels(before.albums, change.addToAlbums, change.removeFromAlbums, labelKey),
  };
}

/** In the order of their keys, as the catalogue reads them. */
function changedLabels(
  before: readonly string[],
  added: readonly string[],
  removed: readonly string[],
  keyOf: (name: string) => string,
): string[] {
  const labels = new Map(before.map((name) => [keyOf(name), name]));
  for (const name of removed) labels.delete(keyOf(name));
  for (const name of added) labels.set(keyOf(name), labels.get(keyOf(name)) ?? name);
  return [...labels]
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(([, name]) => name);
}
