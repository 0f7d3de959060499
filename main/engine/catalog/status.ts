/** Every file in one state, with sums and reasons. */
import type { FolderActivity } from '../contract/activity.ts';
import { type FileState, fileStates, type MediaKind } from '../contract/library.ts';
import type { CatalogContext } from './context.ts';
import { createHidden } from './hidden.ts';
import { reasonOf } from './set-aside.ts';
import type { Catalog } from './types.ts';

type CountRow = { state: FileState; files: number; offline: number };
type FolderRow = { id: number; path: string; offline: number; state: FileState; files: number };
type WorkRow = { kind: MediaKind; known: number; files: number; bytes: number };
type SetAsideRow = { path: string; code: string; detail: string };

export function createStatus(
  context: CatalogContext,
): Pick<Catalog, 'status' | 'counts' | 'folderStates' | 'openWork'> {
  const { database, changes } = context;
  const { hidden } = createHidden(context);
  const selectCounts = database.prepare<[], CountRow>(`
    SELECT state, sum(files) AS files, sum(iif(offline, files, 0)) AS offline
    FROM file_count JOIN folder USING (folder_id) WHERE removed_ms IS NULL GROUP BY state`);
  const countAwayBelow = database
    .prepare<[], number>(`
      SELECT count(*) FROM file JOIN folder USING (folder_id)
      WHERE file.offline = 1 AND folder.offline = 0 AND removed_ms IS NULL`)
    .pluck();
  const selectFolders = database.prepare<[], FolderRow>(`
    SELECT folder_id AS id, path, offline, coalesce(state, 'done') AS state,
      coalesce(files, 0) AS files
    FROM folder LEFT JOIN file_count USING (folder_id) WHERE removed_ms IS NULL
    ORDER BY folder_id`);
  const selectWork = database.prepare<[], WorkRow>(`
    SELECT kind, known_size AS known, sum(files) AS files, sum(bytes) AS bytes
    FROM (
      SELECT folder_id, kind, known_size, files, bytes FROM file_work
      UNION ALL
      SELECT folder_id, kind, known_size, -1, -size_bytes FROM file
      WHERE offline = 1 AND state IN ('waiting', 'reading')
    ) JOIN folder USING (folder_id) WHERE removed_ms IS NULL AND folder.offline = 0
    GROUP BY kind, known_size HAVING sum(files) > 0`);
  const selectSetAside = database.prepare<[], SetAsideRow>(`
    SELECT file.path, set_aside_code AS code, set_aside_detail AS detail
    FROM file JOIN folder USING (folder_id)
    WHERE state = 'setAside' AND folder.removed_ms IS NULL ORDER BY file.path`);

  const countSampled = database
    .prepare<[], number>(`
      SELECT count(*) FROM file JOIN folder USING (folder_id)
      WHERE sampled = 1 AND state = 'done' AND removed_ms IS NULL`)
    .pluck();

  function counts(): ReturnType<Catalog['counts']> {
    const states = noFiles();
    let offline = countAwayBelow.get() ?? 0;
    for (const row of selectCounts.all()) {
      states[row.state] += row.files;
      offline += row.offline;
    }
    return { seen: sumOf(states), states, offline, ...changes.totals() };
  }

  function folderStates(): FolderActivity[] {
    const rows = Map.groupBy(selectFolders.all(), ({ id }) => id);
    return [...rows.values()].map((ofFolder) => {
      const [{ id, path, offline }] = ofFolder as [FolderRow];
      const states = noFiles();
      for (const row of ofFolder) states[row.state] += row.files;
      return { id, path, offline: offline === 1, files: sumOf(states), states };
    });
  }

  return {
    counts,
    folderStates,
    openWork: () => selectWork.all().map((row) => ({ ...row, known: row.known === 1 })),
    status: () => ({
      ...counts(),
      hidden: hidden(),
      sampled: countSampled.get() ?? 0,
      setAside: selectSetAside.all().map(({ path, code, detail }) => ({
        path,
        code,
        reason: reasonOf(code, detail),
      })),
    }),
  };
}

const noFiles = (): Record<FileState, number> => ({ waiting: 0, reading: 0, done: 0, setAside: 0 });

function sumOf(states: Readonly<Record<FileState, number>>): number {
  return fileStates.reduce((sum, state) => sum + states[state], 0);
}
