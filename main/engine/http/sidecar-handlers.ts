/** XMP sidecars on request: of items, of files and folders, of what a query finds. */
import { realpath } from 'node:fs/promises';
import { EngineError } from '../contract/errors.ts';
import type { Strictness } from '../contract/library.ts';
import { messages } from '../contract/messages/index.ts';
import { composeQuery } from './examples.ts';
import type { Handlers } from './handler.ts';
import type { Services } from './services.ts';

export function sidecarHandlers(
  services: Services,
): Pick<Handlers, 'writeSidecars' | 'trustedWriteSidecars'> {
  const { sidecars } = services;
  return {
    writeSidecars: ({ request, raw }) => sidecars.write(request.itemIds, raw.signal),
    async trustedWriteSidecars({ request, raw }) {
      const { paths, text, strictness } = request;
      if (paths.length === 0 && text === undefined) {
        throw new EngineError('bad-request', messages.http.noSidecarsAsked());
      }
      const itemIds: number[] = [];
      for (const path of paths) itemIds.push(...(await itemsAt(services, path)));
      if (text !== undefined) itemIds.push(...(await itemsOf(services, text, strictness)));
      return sidecars.write(itemIds, raw.signal);
    },
  };
}

/** The item of a file, or those of a folder; the catalogue knows real paths. */
async function itemsAt({ catalog }: Services, path: string): Promise<number[]> {
  const real = await realpath(path).catch(() => path);
  const itemId = catalog.itemAtPath(real);
  const itemIds = itemId === undefined ? catalog.itemsBelow(real) : [itemId];
  if (itemIds.length > 0) return itemIds;
  throw new EngineError('not-found', messages.http.notInLibrary(path));
}

/** What matches well; all that passes where there are filters alone. */
async function itemsOf(
  services: Services,
  text: string,
  strictness: Strictness,
): Promise<Uint32Array> {
  const { ingest, search } = services;
  return ingest.yieldTo(async () => {
    const query = await composeQuery(services, text, { pictures: [] });
    const { meta, itemIds } = search.rank(query, strictness);
    return meta.order === 'all' ? itemIds : itemIds.subarray(0, meta.matches);
  });
}
