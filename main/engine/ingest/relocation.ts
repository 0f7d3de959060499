/** Watched folders that lie somewhere else now: told by the person, or found. */
import type { Catalog } from '../catalog/types.ts';
import { EngineError } from '../contract/errors.ts';
import { messages } from '../contract/messages/index.ts';
import { findMovedFolder, holds } from './moved-folder.ts';
import type { Ingest } from './types.ts';
import { describe } from './verdict.ts';

type Folder = { readonly id: number; readonly path: string };

export type Relocation = Pick<Ingest, 'relocateFolder' | 'resembles'> & {
  /** A folder is not at its path: it may have been renamed, or its drive mounted elsewhere. */
  seek(folderId: number): Promise<void>;
};

export type RelocationOptions = {
  readonly catalog: Catalog;
  /** Ends what runs in a folder, and keeps its files from being read until the answer is called. */
  readonly leave: (folder: Folder) => Promise<() => void>;
  readonly walk: (folderId: number) => Promise<void>;
  /** Whether the folder is being watched. */
  readonly isKept: (folderId: number) => boolean;
  readonly log: (line: string) => void;
};

/** So many of a folder's files tell whether it lies at another place. */
const sampleFiles = 100;

export function createRelocation(options: RelocationOptions): Relocation {
  const { catalog, leave, walk, isKept, log } = options;
  const sought = new Set<number>();

  const sampleOf = ({ id, path }: Folder) => catalog.sampleFiles(id, path, sampleFiles);

  const relocate = async (folder: Folder, path: string): Promise<number> => {
    const release = await leave(folder);
    try {
      const id = catalog.relocateFolder(folder.id, path);
      log(messages.ingest.log.folderMoved(folder.path, path));
      return id;
    } finally {
      release();
    }
  };

  const find = async (folder: Folder): Promise<string | undefined> => {
    const known = catalog.knownPlace(folder.id);
    const sample = sampleOf(folder);
    if (known === undefined || sample.length === 0) return undefined;
    return findMovedFolder(folder.path, known, sample);
  };

  return {
    async relocateFolder(folderId, path) {
      const folder = catalog.folders().find(({ id }) => id === folderId);
      if (folder === undefined) throw new Error(`no folder ${folderId} in the library`);
      if (!(await holds(path, folder.path, sampleOf(folder)))) {
        const text = messages.ingest.notMovedThere(folder.path, path);
        throw new EngineError('folder-refused', text);
      }
      const id = await relocate(folder, path);
      await walk(id);
      return id;
    },
    async resembles(path) {
      for (const folder of catalog.folders()) {
        if (!folder.offline || folder.path === path) continue;
        const sample = sampleOf(folder);
        if (sample.length > 0 && (await holds(path, folder.path, sample))) {
          return { id: folder.id, path: folder.path };
        }
      }
      return undefined;
    },
    async seek(folderId) {
      const folder = catalog.folders().find(({ id }) => id === folderId);
      if (folder === undefined || sought.has(folderId)) return;
      sought.add(folderId);
      try {
        const place = await find(folder);
        if (place !== undefined && isKept(folderId)) await walk(await relocate(folder, place));
      } catch (error) {
        if (isKept(folderId)) log(messages.ingest.log.scanFailed(folder.path, describe(error)));
      } finally {
        sought.delete(folderId);
      }
    },
  };
}
