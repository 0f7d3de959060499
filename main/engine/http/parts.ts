/**
 * Parts of moments' pictures as vectors. A part is asked for again with every word that is typed beside it,
 * so the latest ones are kept.
 */
import type { Catalog, ItemRecord } from '../catalog/types.ts';
import { EngineError } from '../contract/errors.ts';
import { messages } from '../contract/messages/index.ts';
import type { Region } from '../contract/search.ts';
import {
  type EncodedMoment,
  type ModelPixels,
  WorkerError,
  type Workers,
} from '../workers/types.ts';

export type Parts = {
  /** Rejects with `not-found` where there is no picture of the moment any more. */
  encoded(momentId: number, itemId: number, region: Region): Promise<EncodedMoment>;
};

export function createParts(
  catalog: Pick<Catalog, 'item' | 'thumbnail'>,
  workers: Pick<Workers, 'decodePhoto' | 'decodePicture' | 'encodePictures'>,
  limit = 64,
): Parts {
  // A Map remembers the order of insertion.
  const kept = new Map<string, Promise<EncodedMoment>>();

  async function encode(momentId: number, itemId: number, region: Region): Promise<EncodedMoment> {
    const pixels = await pixelsOf(momentId, itemId, region);
    const [encoded] = await workers.encodePictures([pixels], true);
    if (encoded === undefined) throw new Error(`nothing came of a part of moment ${momentId}`);
    return encoded;
  }

  /** From the photo itself where it can be reached, else from its thumbnail, as of a video's moment. */
  async function pixelsOf(momentId: number, itemId: number, region: Region): Promise<ModelPixels> {
    const path = reachablePhoto(catalog.item(itemId));
    const ofPhoto =
      path === undefined
        ? undefined
        : await workers.decodePhoto(path, undefined, true, region).catch(noAnswer);
    const thumbnail = catalog.thumbnail(momentId);
    const decoded = ofPhoto ?? (thumbnail && (await workers.decodePicture(thumbnail, region)));
    const pixels = decoded?.moments[0]?.pixels;
    if (pixels === undefined) throw new EngineError('not-found', messages.http.noMoment(momentId));
    return pixels;
  }

  return {
    encoded(momentId, itemId, region) {
      const key = JSON.stringify([momentId, region]);
      const known = kept.get(key) ?? encode(momentId, itemId, region);
      kept.delete(key);
      kept.set(key, known);
      const [oldest] = kept.keys();
      if (kept.size > limit && oldest !== undefined) kept.delete(oldest);
      known.catch(() => kept.delete(key));
      return known;
    },
  };
}

function reachablePhoto(item: ItemRecord | undefined): string | undefined {
  if (item?.kind !== 'photo') return undefined;
  return item.files.find(({ offline }) => !offline)?.path;
}

/** It may have gone, or be damaged by now; the thumbnail is there still. */
function noAnswer(error: unknown): undefined {
  if (!(error instanceof WorkerError)) throw error;
}
