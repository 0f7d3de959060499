/** Files given by path as examples of a query, in the library or not. */
import { stat } from 'node:fs/promises';
import { EngineError } from '../contract/errors.ts';
import { messages } from '../contract/messages/index.ts';
import { mediaKindOf } from '../watch/media-kinds.ts';
import { type DecodedMoment, WorkerError } from '../workers/types.ts';
import { placeError, workerSentence } from './errors.ts';
import type { ExamplePicture, PictureVector } from './search-handlers.ts';
import type { Services } from './services.ts';

/** Moments of a video that stand for it: enough for a mean, few enough to answer at once. */
const momentsOfVideo = 8;

/**
 * One picture for a photo, a few for a video: vectors of what the library knows, pixels of what it
 * does not. Rejects with a clear error about the path, or with the signal's reason.
 */
export async function examplePictures(
  services: Services,
  path: string,
  signal: AbortSignal,
): Promise<ExamplePicture[]> {
  const itemId = services.catalog.itemAtPath(path);
  const known = itemId === undefined ? [] : vectorsOfItem(services, itemId);
  if (known.length > 0) return known;
  const stats = await stat(path).catch((error) => {
    const failure = placeError(error, path);
    if (failure.code !== 'offline') throw failure;
    throw new EngineError('not-found', messages.http.noSuchFile(path), { cause: error });
  });
  if (!stats.isFile()) throw new EngineError('not-a-picture', messages.http.notAFile(path));
  try {
    const moments =
      mediaKindOf(path) === 'video'
        ? await firstMoments(services, path, signal)
        : (await services.workers.decodePhoto(path, signal, true)).moments;
    return spread(moments, momentsOfVideo).map((moment) => moment.pixels);
  } catch (error) {
    if (signal.aborted || !(error instanceof WorkerError)) throw error;
    const detail = workerSentence(error);
    throw new EngineError('not-a-picture', messages.http.cannotShow(path, detail), {
      cause: error,
    });
  }
}

function vectorsOfItem({ catalog, search }: Services, itemId: number): PictureVector[] {
  return spread(catalog.item(itemId)?.moments ?? [], momentsOfVideo).flatMap(({ momentId }) => {
    const vector = search.vectorOfMoment(momentId);
    return vector === undefined ? [] : [vector];
  });
}

/** The moments of a video's first segments; the rest of it is not decoded. */
async function firstMoments(
  services: Services,
  path: string,
  signal: AbortSignal,
): Promise<DecodedMoment[]> {
  const enough = new AbortController();
  const moments: DecodedMoment[] = [];
  try {
    await services.workers.decodeVideo(
      path,
      async (segment) => {
        moments.push(...segment);
        if (moments.length >= momentsOfVideo) enough.abort();
      },
      AbortSignal.any([enough.signal, signal]),
      true,
    );
  } catch (error) {
    if (signal.aborted || !enough.signal.aborted) throw error;
  }
  return moments;
}

/** At most `limit` of them, evenly. */
function spread<Value>(values: readonly Value[], limit: number): Value[] {
  if (values.length <= limit) return [...values];
  return values.filter(
    (_, index) =>
      Math.floor((index * limit) / values.length) !==
      Math.floor(((index - 1) * limit) / values.length),
  );
}
