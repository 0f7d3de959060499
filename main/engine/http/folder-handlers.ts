/** The watched folders, and the folder browser of browser mode. */
import { realpath } from 'node:fs/promises';
import type { FolderRecord } from '../catalog/types.ts';
import { EngineError } from '../contract/errors.ts';
import { messages } from '../contract/messages/index.ts';
import { isInside, listFolders, readableFolder, refuseLibraryItself } from './folder-paths.ts';
import type { Handlers } from './handler.ts';
import type { Services } from './services.ts';

export function folderHandlers(
  services: Services,
): Pick<Handlers, 'folders' | 'addFolder' | 'relocateFolder' | 'removeFolder' | 'browseFolders'> {
  const { catalog, ingest } = services;
  return {
    folders: () =>
      catalog.folders().map((folder) => {
        const lookedThrough = ingest.lookedThrough(folder.id);
        return { ...folder, ...(lookedThrough !== undefined && { lookedThrough }) };
      }),
    async addFolder({ request }) {
      const folder = await watchedFolder(services, request.path);
      // The walk goes on by itself; the page follows it over the events.
      startWatching(services, folder);
      const resembles = await ingest.resembles(folder.path);
      return { ...folder, ...(resembles && { resembles }) };
    },
    async relocateFolder({ id, request }) {
      if (!catalog.folders().some((folder) => folder.id === id)) {
        throw new EngineError('not-found', messages.http.noFolder(id));
      }
      const path = await realpath(await readableFolder(request.path));
      await refuseLibraryItself(path, services.libraryPath);
      const folderId = await ingest.relocateFolder(id, path);
      const moved = catalog.folders().find((folder) => folder.id === folderId);
      if (moved === undefined) throw new EngineError('not-found', messages.http.noFolder(folderId));
      return moved;
    },
    async removeFolder({ id }) {
      if (!catalog.folders().some((folder) => folder.id === id)) {
        throw new EngineError('not-found', messages.http.noFolder(id));
      }
      await ingest.unwatchFolder(id);
      return catalog.removeFolder(id);
    },
    browseFolders: ({ request }) => listFolders(request.path),
  };
}

/** Check a path and give it to the catalogue. Rejects with a clear error about the path. */
export async function watchedFolder(services: Services, path: string): Promise<FolderRecord> {
  const { catalog } = services;
  const folder = await readableFolder(path);
  await refuseLibraryItself(folder, services.libraryPath);
  const real = await realpath(folder);
  refuseLeftOut(services, real);
  return takingIn(services, real, () => catalog.addFolder(folder));
}

/** Of what the walks of a watched folder pass over nothing would be read. */
export function refuseLeftOut({ ingest }: Services, real: string): void {
  const around = ingest.leftOutOf(real);
  if (around === undefined) return;
  throw new EngineError('bad-request', messages.http.leftOut(real, around));
}

/** Ends the keepers of folders inside this one, which `watch` makes a part of it. */
export async function takingIn(
  services: Services,
  real: string,
  watch: () => FolderRecord,
): Promise<FolderRecord> {
  const { catalog, ingest } = services;
  // They become part of the new one, and the catalogue forgets their numbers.
  const inside = catalog
    .folders()
    .filter((each) => each.path !== real && isInside(real, each.path));
  await Promise.all(inside.map((each) => ingest.unwatchFolder(each.id)));
  try {
    return watch();
  } catch (error) {
    for (const each of inside) startWatching(services, each);
    throw error;
  }
}

export function startWatching({ ingest, log }: Services, { id, path }: FolderRecord): void {
  ingest.watchFolder(id).catch((error: unknown) => {
    log(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  });
}
