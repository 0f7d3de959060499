/** What is hidden: it has no place in a watched folder, and is kept for a while or forgotten. */
import { EngineError } from '../contract/errors.ts';
import { messages } from '../contract/messages/index.ts';
import { dayMs } from '../contract/settings.ts';
import type { CatalogContext } from './context.ts';
import { createSettingRows, readSettings, type SettingRows } from './settings.ts';
import type { Catalog, RemovedFolderRecord } from './types.ts';

/**
 * Of an item, that has no place in a watched folder. One that was set aside there is not hidden in
 * this sense: it waits for its file to be readable.
 */
export const isHiddenSql = `item.visible = 0 AND NOT EXISTS (
  SELECT 1 FROM file JOIN folder USING (folder_id)
  WHERE file.item_id = item.item_id AND folder.removed_ms IS NULL)`;

type RemovedRow = { id: number; path: string; files: number; items: number; removedMs: number };

export function createHidden(
  context: CatalogContext,
): Pick<Catalog, 'hidden' | 'removedFolders' | 'forgetHidden' | 'keptUntilMs'> {
  const { database, clock } = context;
  const rows = createSettingRows(database);
  const selectHidden = database.prepare<[], { items: number; firstMs: number | null }>(`
    SELECT count(*) AS items, min(hidden_ms) AS firstMs FROM item WHERE ${isHiddenSql}`);
  const selectRemoved = database.prepare<[], RemovedRow>(`
    SELECT folder_id AS id, path, removed_ms AS removedMs,
      (SELECT coalesce(sum(files), 0) FROM file_count
        WHERE file_count.folder_id = folder.folder_id) AS files,
      (SELECT count(DISTINCT item_id) FROM file JOIN item USING (item_id)
        WHERE file.folder_id = folder.folder_id AND item.visible = 0) AS items
    FROM folder WHERE removed_ms IS NOT NULL AND forgotten = 0 ORDER BY path`);
  const lastHidden = database
    .prepare<[], number | null>('SELECT max(hidden_ms) FROM item WHERE visible = 0')
    .pluck();
  const forgetFolder = database.prepare(
    'UPDATE folder SET forgotten = 1 WHERE folder_id = ? AND removed_ms IS NOT NULL',
  );
  const forgetFolders = database.prepare(
    'UPDATE folder SET forgotten = 1 WHERE removed_ms IS NOT NULL',
  );

  function keptUntilMs(hiddenMs: number): number | null {
    const { keepHiddenDays } = readSettings(rows);
    return keepHiddenDays === 'forever' ? null : hiddenMs + keepHiddenDays * dayMs;
  }

  return {
    keptUntilMs: () => keptUntilMs(clock.stampMs()),
    hidden() {
      const { items = 0, firstMs = null } = selectHidden.get() ?? {};
      return { items, untilMs: firstMs === null ? null : keptUntilMs(firstMs) };
    },
    removedFolders: () =>
      selectRemoved
        .all()
        .map((row): RemovedFolderRecord => ({ ...row, untilMs: keptUntilMs(row.removedMs) })),
    forgetHidden(folderId) {
      if (folderId === undefined) {
        database.transaction(() => {
          forgetFolders.run();
          rows.write('forgetMs', Math.max(clock.stampMs(), lastHidden.get() ?? 0));
        })();
      } else if (forgetFolder.run(folderId).changes === 0) {
        throw new EngineError('not-found', messages.catalog.noRemovedFolder(folderId));
      }
    },
  };
}

/** What hid at this time or before is to be purged: it is old enough, or to be forgotten. */
export function expiryOf({ clock }: CatalogContext, rows: SettingRows): number {
  const { keepHiddenDays } = readSettings(rows);
  const oldMs = keepHiddenDays === 'forever' ? 0 : clock.expiryMs() - keepHiddenDays * dayMs;
  return Math.max(oldMs, Number(rows.read('forgetMs') ?? 0));
}
