/** What a person adds to items. */
import { realpath } from 'node:fs/promises';
import { EngineError } from '../contract/errors.ts';
import { messages } from '../contract/messages/index.ts';
import type { Handlers } from './handler.ts';
import type { Services } from './services.ts';

export function annotationHandlers({
  catalog,
}: Services): Pick<
  Handlers,
  'annotate' | 'undoAnnotation' | 'labels' | 'labelNames' | 'renameLabel' | 'trustedAnnotate'
> {
  return {
    annotate: ({ request }) => catalog.annotate(request.itemIds, request.change),
    undoAnnotation({ request }) {
      const items = catalog.undoAnnotation(request.changeId);
      if (typeof items === 'number') return { items };
      const { nothingToUndo, changedSince } = messages.http;
      throw new EngineError('not-found', items === 'nothing' ? nothingToUndo() : changedSince());
    },
    labelNames: () => catalog.labelNames(),
    renameLabel({ request }) {
      const renamed = catalog.renameLabel(request);
      if (renamed.items > 0) return renamed;
      throw new EngineError('not-found', messages.http.noLabel(request.type, request.from));
    },
    labels: () => ({ tags: catalog.tags(), albums: catalog.albums() }),
    async trustedAnnotate({ request }) {
      const itemIds: number[] = [];
      for (const path of request.files) {
        // The catalogue knows real paths.
        const itemId = catalog.itemAtPath(await realpath(path).catch(() => path));
        if (itemId === undefined) {
          throw new EngineError('not-found', messages.http.notInLibrary(path));
        }
        itemIds.push(itemId);
      }
      return catalog.annotate(itemIds, request.change);
    },
  };
}
