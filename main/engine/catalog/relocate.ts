/** A watched folder that lies somewhere else now: its files keep all they have, by their new paths. */
import { EngineError } from '../contract/errors.ts';
import { messages } from '../contract/messages/index.ts';
import { createAnnotationRows, joined } from './annotation-rows.ts';
import type { CatalogContext, Touch } from './context.ts';
import { createItemSays } from './item-says.ts';
import { isWithin, pathsBelow } from './path-range.ts';
import type { Catalog } from './types.ts';

type FolderRow = { id: number; path: string; removed: number };
/** No absolute path begins like this. Used where old and new paths overlap. */
const between = '::';

export function createRelocate(context: CatalogContext): Pick<Catalog, 'relocateFolder'> {
  const { database, changes, libraryPath } = context;
  const annotations = createAnnotationRows(database);
  const says = createItemSays(database);
  const selectFolders = database.prepare<[], FolderRow>(
    'SELECT folder_id AS id, path, removed_ms IS NOT NULL AS removed FROM folder',
  );
  const itemsBelow = database
    .prepare<[string, string], number>(
      'SELECT DISTINCT item_id FROM file WHERE path > ? AND path < ? AND item_id IS NOT NULL',
    )
    .pluck();
  type Move = { readonly folderId: number; readonly before: string; readonly after: string };
  // What has been read stays of the two; of two that have been, the one that is there already.
  const deleteUnread = database.prepare<[Move]>(`
    DELETE FROM file WHERE content_id IS NULL AND path IN
      (SELECT @after || substr(path, length(@before) + 1) FROM file
        WHERE folder_id = @folderId AND content_id IS NOT NULL)`);
  // A large video that was read at its new place before its folder was said to have moved there: of
  // the same samples, size and time, but an item of its own, while the old place could not be asked.
  const sameVideos = database.prepare<[Move], { old: number; now: number }>(`
    SELECT mine.item_id AS old, other.item_id AS now FROM file AS mine
    JOIN file AS other ON other.path = @after || substr(mine.path, length(@before) + 1)
      AND other.size_bytes = mine.size_bytes AND other.modified_ns = mine.modified_ns
    JOIN content ON content.content_id = mine.content_id
    JOIN content AS same ON same.content_id = other.content_id
      AND same.fingerprint = content.fingerprint
    WHERE mine.folder_id = @folderId AND other.item_id <> mine.item_id
      AND NOT EXISTS (SELECT 1 FROM file AS place WHERE place.item_id = mine.item_id
        AND place.file_id <> mine.file_id AND place.content_id IS NOT NULL)`);
  const deleteKnown = database.prepare<[Move]>(`
    DELETE FROM file WHERE folder_id = @folderId AND EXISTS (SELECT 1 FROM file AS other
      WHERE other.path = @after || substr(file.path, length(@before) + 1))`);
  const moveFiles = database.prepare<[Move]>(`
    UPDATE file SET path = @after || substr(path, length(@before) + 1)
    WHERE folder_id = @folderId`);
  // What they say goes with the files; one that is there already is read again by the next walk.
  const deleteSidecars = database.prepare<[Move]>(`
    DELETE FROM sidecar WHERE folder_id = @folderId AND EXISTS (SELECT 1 FROM sidecar AS other
      WHERE other.path = @after || substr(sidecar.path, length(@before) + 1))`);
  const moveSidecars = database.prepare<[Move]>(`
    UPDATE sidecar SET path = @after || substr(path, length(@before) + 1),
      base = @after || substr(base, length(@before) + 1)
    WHERE folder_id = @folderId`);
  const giveSidecars = database.prepare<[number, string, string]>(
    'UPDATE sidecar SET folder_id = ? WHERE path > ? AND path < ?',
  );
  const moveMounts = database.prepare<[Move]>(`
    UPDATE mount_point SET path = @after || substr(path, length(@before) + 1)
    WHERE folder_id = @folderId`);
  const moveFolder = database.prepare<[string, number]>(
    'UPDATE folder SET path = ?, inode = NULL, offline = 0 WHERE folder_id = ?',
  );
  const giveFiles = database.prepare<[number, string, string]>(
    'UPDATE file SET folder_id = ? WHERE path > ? AND path < ?',
  );
  const giveMounts = database.prepare<[number, string, string]>(
    'UPDATE mount_point SET folder_id = ? WHERE path > ? AND path < ?',
  );
  const deleteFolder = database.prepare<[number]>('DELETE FROM folder WHERE folder_id = ?');

  /** What the person added to the old one goes along. */
  function joinSameVideos(step: Move): void {
    for (const { old, now } of sameVideos.all(step)) {
      const before = annotations.read(now);
      annotations.write(now, joined(before, annotations.read(old)), before);
      says.share(old, now);
    }
  }

  function move(folderId: number, from: string, to: string, touch: Touch): number {
    const [before, after] = [pathsBelow(from), pathsBelow(to)];
    for (const range of [before, after]) {
      for (const itemId of itemsBelow.all(range.from, range.to)) touch(itemId);
    }
    const way = { folderId, before: before.from, after: after.from };
    const all = selectFolders.all();
    // Overlapping paths would meet half-way.
    const steps =
      isWithin(from, to) || isWithin(to, from)
        ? [
            { ...way, after: between },
            { ...way, before: between },
          ]
        : [way];
    for (const step of steps) {
      if (step.after !== between) {
        deleteUnread.run(step);
        joinSameVideos(step);
        deleteKnown.run(step);
        deleteSidecars.run(step);
      }
      moveFiles.run(step);
      moveSidecars.run(step);
      moveMounts.run(step);
    }
    const around = all.find(
      (each) => each.id !== folderId && each.removed === 0 && isWithin(to, each.path),
    );
    const owner = around?.id ?? folderId;
    giveFiles.run(owner, after.from, after.to);
    giveSidecars.run(owner, after.from, after.to);
    giveMounts.run(owner, after.from, after.to);
    for (const each of all) {
      const isGone = each.id !== owner && (each.id === folderId || isWithin(each.path, to));
      if (isGone) deleteFolder.run(each.id);
    }
    if (owner === folderId) moveFolder.run(to, folderId);
    return owner;
  }

  return {
    relocateFolder(folderId, path) {
      const folder = selectFolders.all().find((each) => each.id === folderId);
      if (folder === undefined || folder.removed === 1) {
        throw new EngineError('not-found', messages.catalog.noSuchFolder(folderId));
      }
      if (isWithin(path, libraryPath)) {
        const text = messages.catalog.folderInsideLibrary(path, libraryPath);
        throw new EngineError('inside-library', text);
      }
      if (folder.path === path) return folderId;
      return changes.write((touch) => move(folderId, folder.path, path, touch));
    },
  };
}
