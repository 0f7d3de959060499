/** The watched folders, and the folder browser of browser mode. */
import type { FolderRecord } from '../catalog/types.ts';
import { EngineError } from '../contract/errors.ts';
import { messages } from '../contract/messages/index.ts';
import { listFolders, readableFolder, refuseLibraryItself } from './folder-paths.ts';
import type { Handlers } from './handler.ts';
import type { Services } from './services.ts';

export function folderHandlers(
  services: Services,
): Pick<Handlers, 'folders' | 'addFolder' | 'removeFolder' | 'browseFolders'> {
  const { catalog, ingest, log } = services;
  return {
    folders: () => catalog.folders(),
    async addFolder({ request }) {
      const folder = await watchedFolder(services, request.path);
      // The walk goes on by itself; the page follows it over the events.
      ingest.watchFolder(folder.id).catch((error: unknown) => {
        log(`${folder.path}: ${error instanceof Error ? error.message : String(error)}`);
      });
      return folder;
    },
    async removeFolder({ id }) {
      if (!catalog.folders().some((folder) => folder.id === id)) {
        throw new EngineError('not-found', messages.http.noFolder(id));
      }
      await ingest.unwatchFolder(id);
      catalog.removeFolder(id);
      return {};
    },
    browseFolders: ({ request }) => listFolders(request.path),
  };
}

/** Check a path and give it to the catalogue. Rejects with a clear error about the path. */
export async function watchedFolder(services: Services, path: string): Promise<FolderRecord> {
  const folder = await readableFolder(path);
  await refuseLibraryItself(folder, services.libraryPath);
  return services.catalog.addFolder(folder);
}
