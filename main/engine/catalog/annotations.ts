/** What a person adds: rating, favourite, caption, tags, albums; by item, so that it survives moves. */
import type {
  Annotated,
  AnnotationChange,
  ItemAnnotations,
  Label,
  LabelRename,
} from '../contract/annotations.ts';
import { labelKey } from '../contract/query/labels.ts';
import { createAnnotationRows, distinct, hasSameWords, tagKey } from './annotation-rows.ts';
import type { CatalogContext, Touch } from './context.ts';
import type { Catalog } from './types.ts';

/** What can be undone, the last one first: so many changes, of so many items beside the last one's. */
const changesKept = 100;
const itemsKept = 200_000;

export function createAnnotations(
  context: CatalogContext,
): Pick<
  Catalog,
  | 'annotate'
  | 'undoAnnotation'
  | 'renameLabel'
  | 'annotations'
  | 'tags'
  | 'albums'
  | 'labelNames'
  | 'itemsAnnotated'
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
  const changesNewestFirst = database.prepare<[], { change_id: number; items: number }>(`
    SELECT change_id, (SELECT count(*) FROM annotation_before
      WHERE annotation_before.change_id = annotation_change.change_id) AS items
    FROM annotation_change ORDER BY change_id DESC`);
  const lastChange = database
    .prepare<[], number | null>('SELECT max(change_id) FROM annotation_change')
    .pluck();
  const selectBefore = database.prepare<[number], { item_id: number; before: string }>(
    'SELECT item_id, before FROM annotation_before WHERE change_id = ? ORDER BY item_id',
  );
  const names = (sql: string) => database.prepare<[], string>(sql).pluck();
  const tagNames = names('SELECT path FROM tag ORDER BY key');
  const albumNames = names('SELECT name FROM album ORDER BY key');
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
  /** From the first level on. */
  const taggedBelow = itemsOf(
    `SELECT DISTINCT item_id FROM item_tag JOIN tag USING (tag_id)
    WHERE instr(key, ?) = 1`,
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
    // From the folders and files that are offline, so that it costs nothing where none is.
    offline: itemsOf(`
      WITH away AS (
        SELECT item_id FROM folder CROSS JOIN file USING (folder_id)
        WHERE folder.offline = 1 AND folder.removed_ms IS NULL AND content_id IS NOT NULL
        UNION SELECT item_id FROM file CROSS JOIN folder USING (folder_id)
        WHERE file.offline = 1 AND folder.removed_ms IS NULL AND content_id IS NOT NULL)
      SELECT item_id FROM away
      WHERE NOT EXISTS (SELECT 1 FROM file AS other JOIN folder AS place USING (folder_id)
        WHERE other.item_id = away.item_id AND other.content_id IS NOT NULL
          AND other.offline = 0 AND place.offline = 0 AND place.removed_ms IS NULL)`),
  };

  /** Words are written anew only where they differ: a star is no word. */
  function set(itemId: number, to: ItemAnnotations, from: ItemAnnotations, touch: Touch): void {
    if (!hasSameWords(to, from)) touch(itemId);
    rows.write(itemId, to, from);
  }

  /** What each item becomes, kept so that it can be taken back as a whole. */
  function changeEach(
    itemIds: Iterable<number>,
    afterOf: (before: ItemAnnotations) => ItemAnnotations,
    touch: Touch,
  ): Annotated {
    let changeId: number | null = null;
    let items = 0;
    for (const itemId of new Set(itemIds)) {
      if (selectItem.get(itemId) === undefined) continue;
      const before = rows.read(itemId);
      const after = afterOf(before);
      if (JSON.stringify(after) === JSON.stringify(before)) continue;
      changeId ??= Number(insertChange.run(Date.now()).lastInsertRowid);
      set(itemId, after, before, touch);
      insertBefore.run(changeId, itemId, JSON.stringify(before));
      items += 1;
    }
    if (changeId !== null) finish();
    return { items, changeId };
  }

  function finish(): void {
    rows.sweep();
    let [kept, items] = [0, 0];
    for (const { change_id, items: own } of changesNewestFirst.all()) {
      kept += 1;
      items += kept === 1 ? 0 : own;
      if (kept <= changesKept && items <= itemsKept) continue;
      deleteOld.run(change_id);
      break;
    }
  }

  return {
    annotations: rows.read,
    tags: () => selectTags.all(),
    albums: () => selectAlbums.all(),
    labelNames: () => ({ tags: tagNames.all(), albums: albumNames.all() }),
    annotate(itemIds, change) {
      return changes.write((touch) =>
        changeEach(itemIds, (before) => annotated(before, change), touch),
      );
    },
    renameLabel(rename) {
      const having =
        rename.type === 'tag'
          ? taggedBelow.all(tagKey(rename.from))
          : inAlbum.all(labelKey(rename.from));
      return changes.write((touch) => {
        const changed = changeEach(having, (before) => renamed(before, rename), touch);
        for (const itemId of having) rows.respell(renamed(rows.read(itemId), rename));
        return changed;
      });
    },
    undoAnnotation(changeId) {
      const last = lastChange.get() ?? null;
      if (last === null) return 'nothing';
      if (last !== (changeId ?? last)) return 'other-since';
      return changes.write((touch) => {
        const all = selectBefore.all(last);
        for (const { item_id, before } of all) {
          const annotations = JSON.parse(before) as ItemAnnotations;
          set(item_id, annotations, rows.read(item_id), touch);
          rows.respell(annotations);
        }
        deleteChange.run(last);
        finish();
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
    tags: changedLabels(before.tags, change.addTags, change.removeTags, tagKey),
    albums: changedLabels(before.albums, change.addToAlbums, change.removeFromAlbums, labelKey),
  };
}

/** Pure. What is below a tag stays below it; a name that is there already is the same label. */
export function renamed(before: ItemAnnotations, { type, from, to }: LabelRename): ItemAnnotations {
  if (type === 'album') {
    const albums = before.albums.map((name) => (labelKey(name) === labelKey(from) ? to : name));
    return { ...before, albums: distinct(albums, labelKey) };
  }
  const tags = before.tags.map((tag) => {
    if (!tagKey(tag).startsWith(tagKey(from))) return tag;
    return [to, ...tag.split('/').slice(from.split('/').length)].join('/');
  });
  return { ...before, tags: distinct(tags, tagKey) };
}

/** One that is both added and removed stays, as it was spelled. */
function changedLabels(
  before: readonly string[],
  added: readonly string[],
  removed: readonly string[],
  keyOf: (name: string) => string,
): string[] {
  const stays = new Set(added.map(keyOf));
  const gone = new Set(removed.map(keyOf).filter((key) => !stays.has(key)));
  return distinct([...before.filter((name) => !gone.has(keyOf(name))), ...added], keyOf);
}
