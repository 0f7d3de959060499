/** XMP sidecars: as the watcher saw them, to be read, read, and written by us. */
import { nothingSaid, type SidecarSays } from '../contract/file-says.ts';
import { modifiedMsOf } from './capture-date.ts';
import type { CatalogContext, Touch } from './context.ts';
import { createItemSays } from './item-says.ts';
import { pathsBelow } from './path-range.ts';
import { baseOf, basesOf, isOfStem, ownSidecarPath, stemRange } from './sidecar-paths.ts';
import type { Catalog, FileToDescribe, WaitingSidecar } from './types.ts';

type SidecarRow = {
  sidecar_id: number;
  folder_id: number;
  path: string;
  base: string;
  size_bytes: number;
  modified_ns: string;
  waiting: number;
  says: string | null;
};
type KnownRow = { path: string; sizeBytes: number; modifiedNs: string };

const reachable = 'folder.removed_ms IS NULL AND folder.offline = 0';
const { from: slash, to: afterSlash } = pathsBelow('');
/** Of a sidecar, that it does not lie on a drive below its folder that is away. */
const isNotAway = `NOT EXISTS (SELECT 1 FROM mount_point WHERE mount_point.offline = 1
  AND sidecar.path > mount_point.path || '${slash}'
  AND sidecar.path < mount_point.path || '${afterSlash}')`;

export function createSidecars(
  context: CatalogContext,
): Pick<
  Catalog,
  | 'knownSidecars'
  | 'recordSidecars'
  | 'recordSidecarsLeft'
  | 'sidecarsToRead'
  | 'storeSidecar'
  | 'pendingSidecars'
  | 'sidecarFor'
  | 'noteSidecar'
  | 'contentsToDescribe'
  | 'storeDescription'
  | 'embeddedSaid'
> {
  const { database, changes } = context;
  const itemSays = createItemSays(database);
  const select = database.prepare<[string], SidecarRow>('SELECT * FROM sidecar WHERE path = ?');
  const selectById = database.prepare<[number], SidecarRow>(
    'SELECT * FROM sidecar WHERE sidecar_id = ?',
  );
  const selectByBase = database.prepare<[string], SidecarRow>(
    'SELECT * FROM sidecar WHERE base = ? ORDER BY path',
  );
  const selectKnown = database.prepare<[number, string, string], KnownRow>(`
    SELECT path, size_bytes AS sizeBytes, modified_ns AS modifiedNs FROM sidecar
    WHERE folder_id = ? AND path > ? AND path < ?`);
  const selectFolder = database
    .prepare<[number], string>('SELECT path FROM folder WHERE folder_id = ?')
    .pluck();
  const selectFile = database.prepare<[string], { folder_id: number; item_id: number | null }>(
    'SELECT folder_id, item_id FROM file WHERE path = ?',
  );
  const upsert = database.prepare(`
    INSERT INTO sidecar (folder_id, path, base, size_bytes, modified_ns, waiting, says)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (path) DO UPDATE SET folder_id = excluded.folder_id,
      size_bytes = excluded.size_bytes, modified_ns = excluded.modified_ns,
      waiting = excluded.waiting, says = coalesce(excluded.says, says)`);
  const remove = database.prepare<[number]>('DELETE FROM sidecar WHERE sidecar_id = ?');
  const selectWaiting = database.prepare<[number], WaitingSidecar>(`
    SELECT sidecar_id AS sidecarId, sidecar.path, size_bytes AS sizeBytes,
      modified_ns AS modifiedNs
    FROM folder CROSS JOIN sidecar USING (folder_id)
    WHERE waiting = 1 AND ${reachable} AND ${isNotAway} LIMIT ?`);
  const countWaiting = database
    .prepare<[number, string, string], number>(`
      SELECT count(*) FROM folder CROSS JOIN sidecar USING (folder_id)
      WHERE folder_id = ? AND waiting = 1 AND sidecar.path > ? AND sidecar.path < ?
        AND ${reachable} AND ${isNotAway}`)
    .pluck();
  const filesBetween = database.prepare<
    [string, string, string],
    { path: string; item_id: number }
  >(
    `SELECT path, item_id FROM file
    WHERE (path = ? OR (path > ? AND path < ?)) AND item_id IS NOT NULL`,
  );
  const selectUndescribed = database.prepare<[number], FileToDescribe>(`
    SELECT content.content_id AS contentId, file.path, content.kind, file.size_bytes AS sizeBytes,
      file.modified_ns AS modifiedNs
    FROM content JOIN item USING (content_id)
    JOIN file ON file.item_id = item.item_id AND file.content_id = content.content_id
    JOIN folder USING (folder_id)
    WHERE described = 0 AND state = 'done' AND file.offline = 0 AND ${reachable}
    GROUP BY content.content_id LIMIT ?`);
  const markDescribed = database.prepare<[number]>(
    'UPDATE content SET described = 1 WHERE content_id = ?',
  );
  const itemOfContent = database
    .prepare<[number], number>('SELECT item_id FROM item WHERE content_id = ?')
    .pluck();
  const createdMs = database
    .prepare<[number], number>('SELECT created_ms FROM item WHERE item_id = ?')
    .pluck();
  const contentOfItem = database
    .prepare<[number], number>('SELECT content_id FROM item WHERE item_id = ?')
    .pluck();

  /** Of which a sidecar of this base may be. */
  function filesOf(base: string): { path: string; item_id: number }[] {
    const { from, to } = stemRange(base);
    return filesBetween
      .all(base, from, to)
      .filter(({ path }) => path === base || isOfStem(base, path, null));
  }

  /**
   * Changes a sidecar, and what its items say after it. `thereSinceMs`: it is heard for the first time,
   * and lay there before items that came after.
   */
  function change(base: string, touch: Touch, work: () => void, thereSinceMs = Infinity): void {
    const itemIds = new Set(filesOf(base).map(({ item_id }) => item_id));
    for (const itemId of itemIds) touch(itemId);
    work();
    for (const itemId of itemIds) {
      if (thereSinceMs <= (createdMs.get(itemId) ?? 0)) itemSays.renewFromStart(itemId);
      else itemSays.renew(itemId);
    }
  }

  function rangeOf(folderId: number, directory: string | undefined) {
    return pathsBelow(directory ?? selectFolder.get(folderId) ?? '');
  }

  return {
    *knownSidecars(folderId, directory) {
      const { from, to } = rangeOf(folderId, directory);
      yield* selectKnown.all(folderId, from, to);
    },
    recordSidecars(folderId, sidecars) {
      return changes.write(() => {
        let changed = 0;
        for (const { path, sizeBytes, modifiedNs } of sidecars) {
          const row = select.get(path);
          const isSame = row?.size_bytes === sizeBytes && row.modified_ns === modifiedNs;
          if (isSame && row.folder_id === folderId) continue;
          const waiting = isSame ? row.waiting : 1;
          upsert.run(folderId, path, baseOf(path), sizeBytes, modifiedNs, waiting, null);
          changed += 1;
        }
        return changed;
      });
    },
    recordSidecarsLeft(paths) {
      return changes.write((touch) => {
        const rows = paths.map((path) => select.get(path)).filter((row) => row !== undefined);
        for (const row of rows) change(row.base, touch, () => void remove.run(row.sidecar_id));
        return rows.length;
      });
    },
    sidecarsToRead: (limit) => selectWaiting.all(limit),
    storeSidecar({ sidecarId, sizeBytes, modifiedNs }, read, says) {
      changes.write((touch) => {
        const row = selectById.get(sidecarId);
        if (row === undefined) return;
        // Seen to have changed again since: then it is read again.
        const isSame = row.size_bytes === sizeBytes && row.modified_ns === modifiedNs;
        const stamp = isSame ? read : { sizeBytes: row.size_bytes, modifiedNs: row.modified_ns };
        const work = () => store(row.folder_id, row.path, stamp, isSame ? 0 : 1, says);
        change(row.base, touch, work, row.says === null ? modifiedMsOf(modifiedNs) : Infinity);
      });
    },
    pendingSidecars(folderIds, directory) {
      return folderIds.reduce((sum, folderId) => {
        const { from, to } = rangeOf(folderId, directory);
        return sum + (countWaiting.get(folderId, from, to) ?? 0);
      }, 0);
    },
    sidecarFor(filePath) {
      const [whole, stem] = basesOf(filePath);
      const [own] = selectByBase.all(whole);
      if (own !== undefined) return toKnown(own);
      const shared = stem === whole ? [] : selectByBase.all(stem);
      // One that speaks of other files as well is left to the program that made it.
      const isAlone = filesOf(stem).every(({ path }) => path === filePath);
      const ofStem = shared.find(({ says }) => {
        const extension = says === null ? null : (JSON.parse(says) as SidecarSays).extension;
        return extension === null ? isAlone : isOfStem(stem, filePath, extension);
      });
      return ofStem ? toKnown(ofStem) : { path: ownSidecarPath(filePath), known: null };
    },
    noteSidecar(filePath, { path, ...stamp }, says, how) {
      changes.write((touch) => {
        const file = selectFile.get(filePath);
        if (file === undefined) return;
        const base = baseOf(path);
        const itemIds = new Set(filesOf(base).map(({ item_id }) => item_id));
        for (const itemId of itemIds) touch(itemId);
        store(file.folder_id, path, stamp, 0, says);
        for (const itemId of itemIds) {
          if (how === 'written' && itemId === file.item_id) itemSays.know(itemId);
          else itemSays.renew(itemId);
        }
      });
    },
    contentsToDescribe: (limit) => selectUndescribed.all(limit),
    storeDescription(contentId, says, modifiedNs) {
      changes.write((touch) => {
        const itemId = itemOfContent.get(contentId);
        touch(itemId ?? null);
        if (says === null) markDescribed.run(contentId);
        else itemSays.describe(contentId, says, modifiedNs);
        if (itemId !== undefined) itemSays.renew(itemId);
      });
    },
    embeddedSaid(itemId) {
      const contentId = contentOfItem.get(itemId);
      return contentId === undefined ? nothingSaid : itemSays.ofContent(contentId).said;
    },
  };

  function store(
    folderId: number,
    path: string,
    { sizeBytes, modifiedNs }: Omit<KnownRow, 'path'>,
    waiting: number,
    says: SidecarSays | null,
  ): void {
    const text = says && JSON.stringify(says);
    upsert.run(folderId, path, baseOf(path), sizeBytes, modifiedNs, waiting, text);
  }
}

function toKnown({ path, size_bytes, modified_ns, waiting }: SidecarRow) {
  const known = { sizeBytes: size_bytes, modifiedNs: modified_ns, isRead: waiting === 0 };
  return { path, known };
}
