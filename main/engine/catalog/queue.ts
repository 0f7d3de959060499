/** The queue is the files' states: waiting → reading → done or set aside. */
import { mediaKinds } from '../contract/library.ts';
import { modifiedMsOf } from './capture-date.ts';
import type { CatalogContext } from './context.ts';
import { pathsBelow } from './path-range.ts';
import type { Catalog, WaitingFile } from './types.ts';

type WaitingRow = Omit<WaitingFile, 'isSizeKnown'> & { readonly known_size: number };

export function createQueue(
  context: CatalogContext,
): Pick<Catalog, 'claimWaiting' | 'requeue' | 'setAside' | 'pending'> {
  const { database, changes } = context;
  const reachableFolders = database
    .prepare<[], number>(
      'SELECT folder_id FROM folder WHERE removed_ms IS NULL AND offline = 0 ORDER BY folder_id',
    )
    .pluck();
  // The index file_waiting gives each folder's first ones without sorting.
  const firstWaiting = database.prepare<[number, string, number], WaitingRow>(`
    SELECT file_id AS fileId, path, kind, size_bytes AS sizeBytes, modified_ns AS modifiedNs,
      attempts, known_size FROM file
    WHERE state = 'waiting' AND offline = 0 AND folder_id = ? AND kind = ?
    ORDER BY attempts, modified_ms DESC, file_id LIMIT ?`);
  const markReading = database.prepare("UPDATE file SET state = 'reading' WHERE file_id = ?");
  const requeueFile = database.prepare(`
    UPDATE file SET state = 'waiting', attempts = attempts + ?
    WHERE file_id = ? AND state = 'reading'`);
  const itemOfReading = database
    .prepare<[number], number | null>(
      "SELECT item_id FROM file WHERE file_id = ? AND state = 'reading'",
    )
    .pluck();
  const setFileAside = database.prepare(`
    UPDATE file SET state = 'setAside', set_aside_code = ?, set_aside_detail = ?,
      content_id = NULL
    WHERE file_id = ? AND state = 'reading'`);
  const pendingOf = database
    .prepare<[number], number>(`
      SELECT coalesce(sum(files), 0) - (SELECT count(*) FROM file
        WHERE file.folder_id = folder.folder_id AND file.offline = 1
          AND state IN ('waiting', 'reading'))
      FROM file_count JOIN folder USING (folder_id)
      WHERE folder_id = ? AND state IN ('waiting', 'reading')
        AND folder.removed_ms IS NULL AND folder.offline = 0`)
    .pluck();
  const pendingBelow = database
    .prepare<[number, string, string], number>(`
      SELECT EXISTS (SELECT 1 FROM file JOIN folder USING (folder_id)
        WHERE folder_id = ? AND file.path > ? AND file.path < ? AND state IN ('waiting', 'reading')
          AND folder.removed_ms IS NULL AND folder.offline = 0 AND file.offline = 0)`)
    .pluck();

  return {
    claimWaiting(limit, kind) {
      const kinds = kind === undefined ? mediaKinds : [kind];
      return changes.write(() => {
        const candidates = reachableFolders
          .all()
          .flatMap((folderId) => kinds.flatMap((each) => firstWaiting.all(folderId, each, limit)));
        const claimed = candidates.sort(byAttemptsThenNewest).slice(0, limit);
        for (const file of claimed) markReading.run(file.fileId);
        return claimed.map(({ known_size, ...file }) => ({
          ...file,
          isSizeKnown: known_size === 1,
        }));
      });
    },
    /** Nothing happens to a file that left, or that changed meanwhile and waits already. */
    requeue(fileId, options = {}) {
      requeueFile.run(options.countAttempt === true ? 1 : 0, fileId);
    },
    /** As `requeue`: the verdict is about bytes that are not there any more. */
    setAside(fileId, code, detail) {
      changes.write((touch) => {
        touch(itemOfReading.get(fileId) ?? null);
        setFileAside.run(code, detail, fileId);
      });
    },
    pending(folderIds, directory) {
      const below = directory === undefined ? undefined : pathsBelow(directory);
      return folderIds
        .map((folderId) =>
          below === undefined
            ? pendingOf.get(folderId)
            : pendingBelow.get(folderId, below.from, below.to),
        )
        .reduce<number>((sum, count) => sum + (count ?? 0), 0);
    },
  };
}

function byAttemptsThenNewest(one: WaitingRow, other: WaitingRow): number {
  return (
    one.attempts - other.attempts ||
    modifiedMsOf(other.modifiedNs) - modifiedMsOf(one.modifiedNs) ||
    one.fileId - other.fileId
  );
}
