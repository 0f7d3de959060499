/** The watched folders. They never overlap; a removed one keeps its files until it comes back. */
import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { EngineError } from '../contract/errors.ts';
import { messages } from '../contract/messages/index.ts';
import type { CatalogContext } from './context.ts';
import { createHidden } from './hidden.ts';
import { isWithin, pathsBelow } from './path-range.ts';
import type { Catalog, FolderRecord } from './types.ts';

type FolderRow = { id: number; path: string; files: number; offline: number };

export function createFolders(
  context: CatalogContext,
): Pick<Catalog, 'addFolder' | 'removeFolder' | 'restoreFolder' | 'folders' | 'setFolderOffline'> {
  const { database, changes, clock, libraryPath } = context;
  const { keptUntilMs } = createHidden(context);
  const columns = `folder_id AS id, path, offline,
    (SELECT coalesce(sum(files), 0) FROM file_count WHERE file_count.folder_id = folder.folder_id)
      AS files`;
  const watched = database.prepare<[], FolderRow>(
    `SELECT ${columns} FROM folder WHERE removed_ms IS NULL ORDER BY folder_id`,
  );
  const selectFolder = database.prepare<[number], FolderRow>(
    `SELECT ${columns} FROM folder WHERE folder_id = ? AND removed_ms IS NULL`,
  );
  const upsertVolume = database
    .prepare<[string], number>(`
      INSERT INTO volume (file_system) VALUES (?)
      ON CONFLICT DO UPDATE SET file_system = excluded.file_system RETURNING volume_id`)
    .pluck();
  const upsertFolder = database
    .prepare<[number, string], number>(`
      INSERT INTO folder (volume_id, path) VALUES (?, ?)
      ON CONFLICT (path) DO UPDATE SET
        volume_id = excluded.volume_id, inode = NULL, removed_ms = NULL, forgotten = 0, offline = 0
      RETURNING folder_id`)
    .pluck();
  const adoptFiles = database.prepare(
    'UPDATE file SET folder_id = ? WHERE path > ? AND path < ? AND folder_id <> ?',
  );
  const adoptSidecars = database.prepare(
    'UPDATE sidecar SET folder_id = ? WHERE path > ? AND path < ? AND folder_id <> ?',
  );
  // A watched folder inside that is away now stays so as a part of this one.
  const keepAway = database.prepare(`
    INSERT OR REPLACE INTO mount_point (path, folder_id, volume_id, inode, offline)
    SELECT path, ?, volume_id, coalesce(inode, ''), 1 FROM folder
    WHERE path > ? AND path < ? AND offline = 1 AND removed_ms IS NULL`);
  const markAway = database.prepare(`
    UPDATE file SET offline = 1 WHERE folder_id IN (SELECT folder_id FROM folder
      WHERE path > ? AND path < ? AND offline = 1 AND removed_ms IS NULL)`);
  const adoptMounts = database.prepare(
    'UPDATE mount_point SET folder_id = ? WHERE path > ? AND path < ?',
  );
  const forgetMounts = database.prepare('DELETE FROM mount_point WHERE folder_id = ?');
  const forgetAway = database.prepare(
    'UPDATE file SET offline = 0 WHERE folder_id = ? AND offline = 1',
  );
  const deleteFoldersBelow = database.prepare('DELETE FROM folder WHERE path > ? AND path < ?');
  /** Items that are hidden, or have a place that is. */
  const hiddenItemsBelow = database
    .prepare<[string, string], number>(`
      SELECT DISTINCT item_id FROM file JOIN item USING (item_id) JOIN folder USING (folder_id)
      WHERE file.path > ? AND file.path < ?
        AND (item.visible = 0 OR folder.removed_ms IS NOT NULL)`)
    .pluck();
  const itemsBelow = database
    .prepare<[string, string], number>(`
      SELECT DISTINCT item_id FROM file
      WHERE path > ? AND path < ? AND item_id IS NOT NULL`)
    .pluck();
  const selectRemoved = database.prepare<[number], { path: string; file_system: string }>(`
    SELECT path, file_system FROM folder JOIN volume USING (volume_id)
    WHERE folder_id = ? AND removed_ms IS NOT NULL`);
  const stopReading = database.prepare(
    "UPDATE file SET state = 'waiting' WHERE folder_id = ? AND state = 'reading'",
  );
  const markRemoved = database.prepare('UPDATE folder SET removed_ms = ? WHERE folder_id = ?');
  const markOffline = database.prepare('UPDATE folder SET offline = ? WHERE folder_id = ?');

  function required(folderId: number): FolderRow {
    const row = selectFolder.get(folderId);
    if (row !== undefined) return row;
    throw new EngineError('not-found', messages.catalog.noSuchFolder(folderId));
  }

  function watchedAlready(path: string): FolderRecord | undefined {
    const around = watched.all().find((folder) => isWithin(path, folder.path));
    if (around === undefined || around.path === path) return around && toRecord(around);
    const text = messages.catalog.folderAlreadyWatched(path, around.path);
    throw new EngineError('folder-refused', text);
  }

  function watch(path: string, fileSystem: string): FolderRecord {
    const { from, to } = pathsBelow(path);
    return changes.write((touch) => {
      for (const itemId of hiddenItemsBelow.all(from, to)) touch(itemId);
      const volumeId = upsertVolume.get(fileSystem) ?? 0;
      const folderId = upsertFolder.get(volumeId, path) ?? 0;
      keepAway.run(folderId, from, to);
      markAway.run(from, to);
      adoptMounts.run(folderId, from, to);
      adoptFiles.run(folderId, from, to, folderId);
      adoptSidecars.run(folderId, from, to, folderId);
      deleteFoldersBelow.run(from, to);
      return toRecord(required(folderId));
    });
  }

  return {
    /**
     * A folder that was removed comes back with everything it had. Watched folders inside a new
     * one become part of it, and nothing of theirs is read again.
     * Throws EngineError: not-found, not-a-folder, no-permission, inside-library, folder-refused.
     */
    addFolder(path) {
      const known = watched.all().find((folder) => folder.path === resolve(path));
      // Also while its drive is unplugged.
      if (known !== undefined) return toRecord(known);
      const { realPath, device } = examine(resolve(path));
      if (isWithin(realPath, libraryPath)) {
        const text = messages.catalog.folderInsideLibrary(realPath, libraryPath);
        throw new EngineError('inside-library', text);
      }
      const already = watchedAlready(realPath);
      if (already !== undefined) return already;
      return watch(realPath, device);
    },
    restoreFolder(folderId) {
      const row = selectRemoved.get(folderId);
      if (row === undefined) {
        throw new EngineError('not-found', messages.catalog.noRemovedFolder(folderId));
      }
      return watchedAlready(row.path) ?? watch(row.path, row.file_system);
    },
    removeFolder(folderId) {
      const { from, to } = pathsBelow(required(folderId).path);
      const before = changes.totals().items;
      changes.write((touch) => {
        for (const itemId of itemsBelow.all(from, to)) touch(itemId);
        stopReading.run(folderId);
        forgetMounts.run(folderId);
        forgetAway.run(folderId);
        markRemoved.run(clock.stampMs(), folderId);
      });
      return { items: before - changes.totals().items, untilMs: keptUntilMs() };
    },
    folders: () => watched.all().map(toRecord),
    setFolderOffline(folderId, offline) {
      required(folderId);
      markOffline.run(offline ? 1 : 0, folderId);
    },
  };
}

function toRecord({ id, path, files, offline }: FolderRow): FolderRecord {
  return { id, path, files, offline: offline === 1 };
}

function examine(path: string): { realPath: string; device: string } {
  try {
    const realPath = realpathSync.native(path);
    const stats = statSync(realPath);
    if (!stats.isDirectory()) {
      throw new EngineError('not-a-folder', messages.catalog.notAFolder(path));
    }
    return { realPath, device: `device ${stats.dev}` };
  } catch (error) {
    if (error instanceof EngineError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new EngineError('not-found', messages.catalog.folderMissing(path), { cause: error });
    }
    const text = messages.catalog.folderUnreadable(path, code);
    throw new EngineError('no-permission', text, { cause: error });
  }
}
