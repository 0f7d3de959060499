/**
 * Keeps `item.visible` true and tells listeners what search finds differently. A write runs
 * through `write`, which hands it `touch`: each item whose files or content the write changes is
 * touched before. At the end of the same transaction the touched items are looked at again; the
 * difference, if any, becomes one IndexChange after the commit.
 */
import type { Database } from 'better-sqlite3';
import { messages } from '../contract/messages/index.ts';
import type { Touch } from './context.ts';
import { createIndexBlocks, IndexDamagedError } from './index-blocks.ts';
import {
  allocateColumns,
  type ContentIndexRowsAsked,
  contentIndexRowsSql,
  fillColumns,
  type IndexRow,
  type IndexSizes,
  whenAndWhereSql,
} from './index-rows.ts';
import { createItemWords } from './item-words.ts';
import type { LibraryClock } from './library-clock.ts';
import type { IndexChange, MomentColumns } from './types.ts';

export type ChangeLog = {
  /** One transaction; listeners run after its commit. Not to be nested. */
  write<Result>(work: (touch: Touch) => Result): Result;
  loadIndex(): { epoch: number; columns: MomentColumns };
  onIndexChange(listener: (change: IndexChange) => void): () => void;
  /** Makes the index on disk anew; listeners read it again. */
  rebuildIndex(): void;
  rebuildWords(): void;
  /** Stores again the codes that the index has. */
  restoreCodes(momentIds: readonly number[]): void;
  readonly epoch: number;
  /** Visible items, and their moments that search finds. */
  totals(): { items: number; moments: number };
};

type ItemBefore = {
  readonly visible: boolean;
  readonly indexedContentId: number | null;
  readonly whenAndWhere: string;
};
type ItemRow = {
  visible: number;
  shown: number;
  content_id: number;
  coded: number;
  date_ms: number;
  local_ms: number;
  latitude: number | null;
  longitude: number | null;
};

export function createChangeLog(
  database: Database,
  modelId: number,
  sizes: IndexSizes,
  clock: Pick<LibraryClock, 'stampMs'>,
  log: (line: string) => void,
): ChangeLog {
  const selectItem = database.prepare<[number, number], ItemRow>(`
    SELECT visible, item.content_id, ${whenAndWhereSql},
      EXISTS (SELECT 1 FROM file JOIN folder USING (folder_id)
        WHERE file.item_id = item.item_id AND file.content_id IS NOT NULL
          AND folder.removed_ms IS NULL) AS shown,
      EXISTS (SELECT 1 FROM coding
        WHERE coding.content_id = item.content_id AND coding.model_id = ?) AS coded
    FROM item JOIN content USING (content_id) LEFT JOIN item_says USING (item_id)
    WHERE item_id = ?`);
  const updateItem = database.prepare(
    'UPDATE item SET visible = ?, hidden_ms = ? WHERE item_id = ?',
  );
  const momentIdsOf = database
    .prepare<[number], number>('SELECT moment_id FROM moment WHERE content_id = ? ORDER BY number')
    .pluck();
  const rowsOf = database.prepare<[ContentIndexRowsAsked], IndexRow>(contentIndexRowsSql).raw();
  const listeners = new Set<(change: IndexChange) => void>();
  const unsent: IndexChange[] = [];
  let sending = false;
  let epoch = 0;
  const blocks = createIndexBlocks(database, modelId, sizes, log);
  if (!blocks.isBuilt) blocks.build();
  const words = createItemWords(database, log);
  if (!words.isBuilt) words.build();
  let items = countVisible(database);
  let { moments } = blocks;

  function indexedContent(row: ItemRow): number | null {
    return row.visible === 1 && row.coded === 1 ? row.content_id : null;
  }

  /** What the touched items gained and lost, in ascending order of item. */
  function settle(before: ReadonlyMap<number, ItemBefore>) {
    const removed: number[] = [];
    const gained: number[] = [];
    let itemsDelta = 0;
    for (const [itemId, old] of before) {
      const row = selectItem.get(modelId, itemId);
      if (row === undefined) throw new Error(`item ${itemId} vanished`);
      if (row.shown !== row.visible) {
        updateItem.run(row.shown, row.shown === 1 ? null : clock.stampMs(), itemId);
        row.visible = row.shown;
      }
      words.update(itemId, row.visible === 1);
      itemsDelta += row.visible - Number(old.visible);
      const indexed = indexedContent(row);
      const isSame = indexed === old.indexedContentId && whenAndWhere(row) === old.whenAndWhere;
      if (isSame) continue;
      if (old.indexedContentId !== null) removed.push(old.indexedContentId);
      if (indexed !== null) gained.push(indexed);
    }
    const removedMomentIds = removed.flatMap((contentId) => momentIdsOf.all(contentId));
    const rows = gained.flatMap((contentId) => rowsOf.all({ ...sizes, modelId, contentId }));
    blocks.change(rows, removedMomentIds);
    return { itemsDelta, removedMomentIds, rows };
  }

  function send(change: IndexChange): void {
    unsent.push(change);
    // A listener may write; its change then waits for its turn, so that epochs arrive in order.
    if (sending) return;
    sending = true;
    try {
      for (let next = unsent.shift(); next !== undefined; next = unsent.shift()) {
        for (const listener of [...listeners]) {
          try {
            listener(next);
          } catch (error) {
            // The commit stands; a listener's trouble must not look like a failed write.
            log(`index change ${next.epoch}: ${error instanceof Error ? error.stack : error}`);
          }
        }
      }
    } finally {
      sending = false;
    }
  }

  return {
    write(work) {
      const before = new Map<number, ItemBefore>();
      const touch: Touch = (itemId) => {
        if (itemId === null || before.has(itemId)) return;
        const row = selectItem.get(modelId, itemId);
        if (row === undefined) throw new Error(`no item ${itemId}`);
        before.set(itemId, {
          visible: row.visible === 1,
          indexedContentId: indexedContent(row),
          whenAndWhere: whenAndWhere(row),
        });
      };
      const { result, settled } = database
        .transaction(() => {
          const result = work(touch);
          return { result, settled: settle(before) };
        })
        .immediate();
      const { removedMomentIds, rows, itemsDelta } = settled;
      items += itemsDelta;
      if (rows.length === 0 && removedMomentIds.length === 0) return result;
      moments += rows.length - removedMomentIds.length;
      epoch += 1;
      const added = fillColumns(allocateColumns(sizes, rows.length), rows, sizes);
      send({ epoch, added, removedMomentIds });
      return result;
    },
    loadIndex() {
      try {
        return { epoch, columns: blocks.load() };
      } catch (error) {
        if (!(error instanceof IndexDamagedError)) throw error;
        log(messages.catalog.indexRebuilt((error as Error).message));
        blocks.build();
        moments = blocks.moments;
        return { epoch, columns: blocks.load() };
      }
    },
    rebuildIndex() {
      blocks.build();
      moments = blocks.moments;
      // By a skipped epoch a listener knows that it cannot follow.
      epoch += 2;
      send({ epoch, added: allocateColumns(sizes, 0), removedMomentIds: [] });
    },
    rebuildWords: words.build,
    restoreCodes(momentIds) {
      const update = database.prepare<[Uint8Array, number, number]>(
        'UPDATE code SET code = ? WHERE moment_id = ? AND model_id = ?',
      );
      const restore = database.transaction(() => {
        for (const momentId of momentIds) {
          const code = blocks.codeOf(momentId);
          if (code !== undefined) update.run(code, momentId, modelId);
        }
      });
      restore.immediate();
    },
    onIndexChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get epoch() {
      return epoch;
    },
    totals: () => ({ items, moments }),
  };
}

/** What of an item's index a sidecar can change. */
function whenAndWhere({ date_ms, local_ms, latitude, longitude }: ItemRow): string {
  return [date_ms, local_ms, latitude, longitude].join(' ');
}

function countVisible(database: Database): number {
  return (
    database.prepare<[], number>('SELECT count(*) FROM item WHERE visible = 1').pluck().get() ?? 0
  );
}
