/**
 * What was hidden for long enough, or is to be forgotten, goes: an item with all that hangs on it, its
 * content, moments, codes, luma grids and thumbnails. In small transactions, each of which leaves the
 * library true; a kill between two of them leaves the rest for the next step.
 */
import type { Database } from 'better-sqlite3';
import { createAnnotationRows } from './annotation-rows.ts';
import type { CatalogContext } from './context.ts';
import { expiryOf } from './hidden.ts';
import { createSettingRows } from './settings.ts';
import type { Catalog } from './types.ts';

/** Rows a step: milliseconds, so that the engine goes on answering. One video is never cut. */
const momentsAStep = 200;
const filesAStep = 100;
const contentsAStep = 100;
const thumbnailsAStep = 200;
/** Pages of 4 KiB a step, and how many may stay for what is stored next. */
const pagesAStep = 256;
const pagesKept = 1_024;

type ContentRow = { content_id: number; content_key: Buffer; moments: number };
type ItemRow = ContentRow & { item_id: number };

export function createPurge(context: CatalogContext): Pick<Catalog, 'purge' | 'giveBackSpace'> {
  const { database, thumbnails } = context;
  const settings = createSettingRows(database);
  const annotations = createAnnotationRows(database);
  const content = 'content_id, content_key, moment_count AS moments';
  const expiredItems = database.prepare<[number, number], ItemRow>(`
    SELECT item_id, ${content} FROM item JOIN content USING (content_id)
    WHERE visible = 0 AND hidden_ms <= ?
      AND NOT EXISTS (SELECT 1 FROM file WHERE file.item_id = item.item_id)
    ORDER BY hidden_ms LIMIT ?`);
  const hiddenWithoutPlace = database.prepare<[number], ItemRow>(`
    SELECT item_id, ${content} FROM item JOIN content USING (content_id)
    WHERE item_id = ? AND visible = 0
      AND NOT EXISTS (SELECT 1 FROM file WHERE file.item_id = item.item_id)`);
  const expiredContents = database.prepare<[number, number], ContentRow>(`
    SELECT ${content} FROM content
    WHERE left_ms <= ?
      AND NOT EXISTS (SELECT 1 FROM item WHERE item.content_id = content.content_id)
      AND NOT EXISTS (SELECT 1 FROM file WHERE file.content_id = content.content_id)
    ORDER BY left_ms LIMIT ?`);
  const deleteItem = database.prepare('DELETE FROM item WHERE item_id = ?');
  const deleteContent = database.prepare('DELETE FROM content WHERE content_id = ?');
  const markPurged = database.prepare('INSERT OR IGNORE INTO purged_content VALUES (?)');
  const expiredFolder = database.prepare<[number], { folder_id: number; forgotten: number }>(`
    SELECT folder_id, forgotten FROM folder
    WHERE removed_ms IS NOT NULL AND (forgotten = 1 OR removed_ms <= ?) LIMIT 1`);
  const filesOf = database.prepare<[number, number], { file_id: number; item_id: number | null }>(
    'SELECT file_id, item_id FROM file WHERE folder_id = ? ORDER BY file_id LIMIT ?',
  );
  const deleteFile = database.prepare('DELETE FROM file WHERE file_id = ?');
  const deleteFolder = database.prepare('DELETE FROM folder WHERE folder_id = ?');
  const purgedContents = database
    .prepare<[number], Buffer>('SELECT content_key FROM purged_content LIMIT ?')
    .pluck();
  const isStored = database
    .prepare<[Buffer], number>('SELECT 1 FROM content WHERE content_key = ?')
    .pluck();
  const unmarkPurged = database.prepare('DELETE FROM purged_content WHERE content_key = ?');
  const deleteThumbnails = thumbnails.prepare<[Buffer, number]>(`
    DELETE FROM thumbnail WHERE thumbnail_id IN
      (SELECT thumbnail_id FROM thumbnail WHERE sha256 = ? LIMIT ?)`);

  function remove(items: readonly ItemRow[]): void {
    for (const { item_id } of items) deleteItem.run(item_id);
    removeContents(items);
    if (items.length > 0) annotations.sweep();
  }

  function removeContents(contents: readonly ContentRow[]): void {
    for (const { content_id, content_key } of contents) {
      markPurged.run(content_key);
      deleteContent.run(content_id);
    }
  }

  /** Its places; where it is to be forgotten also the items that have no other one. */
  function purgeFolder(untilMs: number): boolean {
    const folder = expiredFolder.get(untilMs);
    if (folder === undefined) return false;
    const files = filesOf.all(folder.folder_id, filesAStep);
    for (const { file_id } of files) deleteFile.run(file_id);
    if (folder.forgotten === 1) {
      const itemIds = new Set(files.flatMap(({ item_id }) => item_id ?? []));
      remove([...itemIds].flatMap((itemId) => hiddenWithoutPlace.get(itemId) ?? []));
    }
    if (files.length < filesAStep) deleteFolder.run(folder.folder_id);
    return true;
  }

  function purgeItems(untilMs: number): boolean {
    const items = atMost(momentsAStep, expiredItems.all(untilMs, momentsAStep));
    remove(items);
    return items.length > 0;
  }

  function purgeContents(untilMs: number): boolean {
    const contents = atMost(momentsAStep, expiredContents.all(untilMs, momentsAStep));
    removeContents(contents);
    return contents.length > 0;
  }

  /** They lie in another database: so their turn comes when the rest is surely gone. */
  function purgeThumbnails(): boolean {
    const keys = purgedContents.all(contentsAStep);
    const gone = keys.filter((key) => isStored.get(key) === undefined);
    const finished = new Set(keys.filter((key) => !gone.includes(key)));
    thumbnails.transaction(() => {
      let left = thumbnailsAStep;
      for (const key of gone) {
        left -= deleteThumbnails.run(key, left).changes;
        if (left === 0) break;
        finished.add(key);
      }
    })();
    database.transaction(() => {
      for (const key of finished) unmarkPurged.run(key);
    })();
    return keys.length > 0;
  }

  return {
    purge() {
      const untilMs = expiryOf(context, settings);
      const step = database.transaction(
        () => purgeFolder(untilMs) || purgeItems(untilMs) || purgeContents(untilMs),
      );
      if (step.immediate()) return true;
      // What hides from now on is not what the person meant.
      if (settings.read('forgetMs') !== undefined) settings.remove('forgetMs');
      return purgeThumbnails();
    },
    giveBackSpace: () => [database, thumbnails].some(shrink),
  };
}

/** Whether there was something to give. A library of an earlier version keeps its pages for later. */
function shrink(database: Database): boolean {
  const pages = (name: string) => Number(database.pragma(name, { simple: true }));
  if (pages('auto_vacuum') !== 2 || pages('freelist_count') <= pagesKept) return false;
  database.pragma(`incremental_vacuum(${pagesAStep})`);
  return true;
}

function atMost<Row extends ContentRow>(most: number, rows: readonly Row[]): readonly Row[] {
  let sum = 0;
  const over = rows.findIndex(({ moments }) => {
    sum += moments;
    return sum > most;
  });
  return over < 0 ? rows : rows.slice(0, Math.max(1, over));
}
