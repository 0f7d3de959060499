/** What is hidden: folders that were removed, bringing them back, forgetting. */
import { setImmediate as aTurn } from 'node:timers/promises';
import { EngineError } from '../contract/errors.ts';
import { messages } from '../contract/messages/index.ts';
import { startWatching, takingIn } from './folder-handlers.ts';
import type { Handlers } from './handler.ts';
import type { Services } from './services.ts';

export function hiddenHandlers(
  services: Services,
): Pick<Handlers, 'removedFolders' | 'restoreFolder' | 'forget'> {
  const { catalog } = services;
  return {
    removedFolders: () => catalog.removedFolders(),
    async restoreFolder({ id }) {
      const removed = catalog.removedFolders().find((folder) => folder.id === id);
      if (removed === undefined) {
        throw new EngineError('not-found', messages.catalog.noRemovedFolder(id));
      }
      const folder = await takingIn(services, removed.path, () => catalog.restoreFolder(id));
      startWatching(services, folder);
      return folder;
    },
    /** It goes on when whoever asked is gone: half of it would be no better. */
    async forget({ request }) {
      const before = catalog.hidden().items;
      catalog.forgetHidden(request.folderId);
      while (catalog.purge()) await aTurn();
      return { items: before - catalog.hidden().items };
    },
  };
}
