/** What the watcher saw: files appear, change and leave. */

import { EngineError } from '../contract/errors.ts';
import { messages } from '../contract/messages/index.ts';
import { modifiedMsOf } from './capture-date.ts';
import type { CatalogContext } from './context.ts';
import { pathsBelow } from './path-range.ts';
import type { Catalog, ObservedFile, ObservedOddity } from './types.ts';

type FileRow = {
  file_id: number;
  folder_id: number;
  kind: string;
  size_bytes: number;
  modified_ns: string;
  oddity: number;
  set_aside_code: string | null;
  set_aside_detail: string | null;
  item_id: number | null;
};
type KnownRow = { path: string; sizeBytes: number; modifiedNs: string };

const knownFilesPage = 2000;

export function createFiles(
  context: CatalogContext,
): Pick<Catalog, 'knownFiles' | 'recordSeen' | 'recordLeft'> {
  const { database, changes } = context;
  const selectFile = database.prepare<[string], FileRow>(`
    SELECT file_id, folder_id, kind, size_bytes, modified_ns, oddity, set_aside_code,
      set_aside_detail, item_id FROM file WHERE path = ?`);
  const isSizeKnown = database
    .prepare<[number], number>('SELECT EXISTS (SELECT 1 FROM content WHERE size_bytes = ?)')
    .pluck();
  const insertFile = database.prepare(`
    INSERT INTO file (folder_id, path, kind, size_bytes, modified_ns, modified_ms, state, known_size)
    VALUES (?, ?, ?, ?, ?, ?, 'waiting', ?)`);
  const updateFile = database.prepare(`
    UPDATE file SET folder_id = ?, kind = ?, size_bytes = ?, modified_ns = ?, modified_ms = ?,
      known_size = ?, state = 'waiting', attempts = 0, set_aside_code = NULL,
      set_aside_detail = NULL, oddity = 0
    WHERE file_id = ?`);
  const insertOddity = database.prepare(`
    INSERT INTO file (folder_id, path, kind, size_bytes, modified_ns, modified_ms, state, oddity,
      set_aside_code, set_aside_detail)
    VALUES (?, ?, ?, 0, '0', 0, 'setAside', 1, ?, ?)`);
  // A place that became a FIFO has lost its content.
  const updateOddity = database.prepare(`
    UPDATE file SET folder_id = ?, kind = ?, size_bytes = 0, modified_ns = '0', modified_ms = 0,
      state = 'setAside', attempts = 0, oddity = 1, set_aside_code = ?, set_aside_detail = ?,
      content_id = NULL
    WHERE file_id = ?`);
  const deleteFile = database.prepare('DELETE FROM file WHERE file_id = ?');
  const selectFolder = database
    .prepare<[number], string>('SELECT path FROM folder WHERE folder_id = ? AND removed_ms IS NULL')
    .pluck();
  const selectKnown = database.prepare<[string, string, number, number], KnownRow>(`
    SELECT path, size_bytes AS sizeBytes, modified_ns AS modifiedNs FROM file
    WHERE path > ? AND path < ? AND folder_id = ? ORDER BY path LIMIT ?`);

  function folderPath(folderId: number): string {
    const path = selectFolder.get(folderId);
    if (path === undefined) {
      throw new EngineError('not-found', messages.catalog.noSuchFolder(folderId));
    }
    return path;
  }

  function seeFile(folderId: number, file: ObservedFile): 'added' | 'changed' | 'unchanged' {
    const row = selectFile.get(file.path);
    const { kind, sizeBytes, modifiedNs } = file;
    const modifiedMs = modifiedMsOf(modifiedNs);
    if (row === undefined) {
      const known = isSizeKnown.get(sizeBytes);
      insertFile.run(folderId, file.path, kind, sizeBytes, modifiedNs, modifiedMs, known);
      return 'added';
    }
    const same = row.size_bytes === sizeBytes && row.modified_ns === modifiedNs;
    if (same && row.kind === kind && row.oddity === 0 && row.folder_id === folderId) {
      return 'unchanged';
    }
    const known = isSizeKnown.get(sizeBytes);
    updateFile.run(folderId, kind, sizeBytes, modifiedNs, modifiedMs, known, row.file_id);
    return 'changed';
  }

  function seeOddity(folderId: number, oddity: ObservedOddity): 'added' | 'changed' | 'unchanged' {
    const row = selectFile.get(oddity.path);
    const { kind, code, detail } = oddity;
    if (row === undefined) {
      insertOddity.run(folderId, oddity.path, kind, code, detail);
      return 'added';
    }
    const same = row.set_aside_code === code && row.set_aside_detail === detail;
    if (same && row.oddity === 1 && row.kind === kind && row.folder_id === folderId) {
      return 'unchanged';
    }
    updateOddity.run(folderId, kind, code, detail, row.file_id);
    return 'changed';
  }

  return {
    /** Read in pages, so that writes may come between. An oddity has size 0 and time 0. */
    *knownFiles(folderId, directory) {
      const { from, to } = pathsBelow(directory ?? folderPath(folderId));
      let after = from;
      for (;;) {
        const page = selectKnown.all(after, to, folderId, knownFilesPage);
        yield* page;
        const last = page.at(-1);
        if (last === undefined || page.length < knownFilesPage) return;
        after = last.path;
      }
    },
    recordSeen(folderId, files, oddities = []) {
      folderPath(folderId);
      return changes.write((touch) => {
        const counts = { added: 0, changed: 0, unchanged: 0 };
        for (const file of files) counts[seeFile(folderId, file)] += 1;
        for (const oddity of oddities) {
          touch(selectFile.get(oddity.path)?.item_id ?? null);
          counts[seeOddity(folderId, oddity)] += 1;
        }
        return counts;
      });
    },
    recordLeft(folderId, paths) {
      return changes.write((touch) => {
        let left = 0;
        for (const path of paths) {
          const row = selectFile.get(path);
          if (row === undefined || row.folder_id !== folderId) continue;
          touch(row.item_id);
          deleteFile.run(row.file_id);
          left += 1;
        }
        return left;
      });
    },
  };
}
