/** The files that were set aside: their reasons, a part of their list, and trying them again. */

import { engineMessages, type SetAsideCode, setAsideCodes } from '../contract/messages/engine.ts';
import { messages } from '../contract/messages/index.ts';
import type { CatalogContext } from './context.ts';
import type { Catalog } from './types.ts';

type Row = { fileId: number; path: string; code: string; detail: string };
type Asked = { code: string; from: number; limit: number };

const watched = 'folder_id IN (SELECT folder_id FROM folder WHERE removed_ms IS NULL)';

export function createSetAside(
  context: CatalogContext,
): Pick<Catalog, 'setAsideReasons' | 'setAsideFiles' | 'setAsideAt' | 'retrySetAside'> {
  const { database } = context;
  // Both run along the index file_set_aside alone; the list fetches only the rows that it gives.
  const countReasons = database.prepare<[], { code: string; files: number }>(`
    SELECT set_aside_code AS code, count(*) AS files FROM file
    WHERE state = 'setAside' AND ${watched} GROUP BY set_aside_code`);
  const list = database.prepare<[Asked], Row>(`
    SELECT file_id AS fileId, path, set_aside_code AS code, set_aside_detail AS detail FROM file
    WHERE state = 'setAside' AND set_aside_code = @code AND ${watched}
    ORDER BY path LIMIT @limit OFFSET @from`);
  const selectAt = database
    .prepare<[string], number>(
      `SELECT file_id FROM file WHERE path = ? AND state = 'setAside' AND ${watched}`,
    )
    .pluck();
  const again = `
    UPDATE file SET state = 'waiting', attempts = 0, set_aside_code = NULL, set_aside_detail = NULL
    WHERE state = 'setAside' AND oddity = 0 AND ${watched}`;
  const retryAll = database.prepare(again);
  const retryReason = database.prepare<[string]>(`${again} AND set_aside_code = ?`);
  const retryFile = database.prepare<[number]>(`${again} AND file_id = ?`);
  const oddity = `SELECT count(*) FROM file WHERE state = 'setAside' AND oddity = 1 AND ${watched}`;
  const countOddities = database.prepare<[], number>(oddity).pluck();
  const countOfReason = database
    .prepare<[string], number>(`${oddity} AND set_aside_code = ?`)
    .pluck();
  const isOddity = database.prepare<[number], number>(`${oddity} AND file_id = ?`).pluck();

  return {
    setAsideReasons: () =>
      countReasons
        .all()
        .map(({ code, files }) => ({ code, title: titleOf(code), files }))
        .sort((one, other) => other.files - one.files || (one.code < other.code ? -1 : 1)),
    setAsideFiles: (asked) =>
      list
        .all(asked)
        .map(({ detail, ...file }) => ({ ...file, reason: reasonOf(file.code, detail) })),
    setAsideAt: (path) => selectAt.get(path),
    retrySetAside({ code, fileIds } = {}) {
      if (fileIds === undefined) {
        const waiting = code === undefined ? retryAll.run() : retryReason.run(code);
        const oddities = code === undefined ? countOddities.get() : countOfReason.get(code);
        return { waiting: waiting.changes, oddities: oddities ?? 0 };
      }
      const retry = database.transaction(() => {
        let [waiting, oddities] = [0, 0];
        for (const fileId of new Set(fileIds)) {
          waiting += retryFile.run(fileId).changes;
          oddities += isOddity.get(fileId) ?? 0;
        }
        return { waiting, oddities };
      });
      return retry.immediate();
    },
  };
}

function titleOf(code: string): string {
  return messages.activity.reasons[isSetAsideCode(code) ? code : 'internal-error'];
}

export function reasonOf(code: string, detail: string): string {
  return isSetAsideCode(code)
    ? engineMessages.setAside[code](detail)
    : engineMessages.setAside['internal-error'](`${code} ${detail}`);
}

function isSetAsideCode(code: string): code is SetAsideCode {
  return setAsideCodes.some((known) => known === code);
}
