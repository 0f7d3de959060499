/** Every file in one state, with sums and reasons. */
import { type FileState, fileStates } from '../contract/library.ts';
import { engineMessages, type SetAsideCode, setAsideCodes } from '../contract/messages/engine.ts';
import type { CatalogContext } from './context.ts';
import { createHidden } from './hidden.ts';
import type { Catalog } from './types.ts';

type CountRow = { state: FileState; files: number; offline: number };
type SetAsideRow = { path: string; code: string; detail: string };

export function createStatus(context: CatalogContext): Pick<Catalog, 'status' | 'counts'> {
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
    const states = { waiting: 0, reading: 0, done: 0, setAside: 0 } satisfies Record<
      FileState,
      number
    >;
    let offline = countAwayBelow.get() ?? 0;
    for (const row of selectCounts.all()) {
      states[row.state] += row.files;
      offline += row.offline;
    }
    const seen = fileStates.reduce((sum, state) => sum + states[state], 0);
    return { seen, states, offline, ...changes.totals() };
  }

  return {
    counts,
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

function reasonOf(code: string, detail: string): string {
  return isSetAsideCode(code)
    ? engineMessages.setAside[code](detail)
    : engineMessages.setAside['internal-error'](`${code} ${detail}`);
}

export function isSetAsideCode(code: string): code is SetAsideCode {
  return setAsideCodes.some((known) => known === code);
}
