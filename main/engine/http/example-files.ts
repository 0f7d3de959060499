/** Files given by path as examples of a query, in the library or not. */
import { stat } from 'node:fs/promises';
import { EngineError } from '../contract/errors.ts';
import { messages } from '../contract/messages/index.ts';
import type { Region } from '../contract/search.ts';
import { mediaKindOf } from '../watch/media-kinds.ts';
import { type DecodedMoment, WorkerError } from '../workers/types.ts';
import { placeError, workerSentence } from './errors.ts';
import type { Examples } from './examples.ts';
import type { Services } from './services.ts';

/** Moments of a video that stand for it: enough for a mean, few enough to answer at once. */
const momentsOfVideo = 8;

/**
 * One picture for a photo, a few for a video: vectors of what the library knows, at this path or by its
 * bytes, and pixels of what it does not. `region`: a part of a photo. Rejects with a clear error about the path, or with the
 * signal's reason.
 */
export async function exampleFile(
  services: Services,
  path: string,
  signal: AbortSignal,
  region?: Region,
): Promise<Examples> {
  const { catalog, workers } = services;
  const there = knownExample(services, catalog.itemAtPath(path));
  if (there !== undefined && region === undefined) return there;
  const stats = await stat(path).catch((error) => {
    const failure = placeError(error, path);
    if (failure.code !== 'offline') throw failure;
    throw new EngineError('not-found', messages.http.noSuchFile(path), { cause: error });
  });
  if (!stats.isFile()) throw new EngineError('not-a-picture', messages.http.notAFile(path));
  try {
    if (region !== undefined) {
      const { moments } = await workers.decodePhoto(path, signal, true, region);
      return { pictures: moments.map((moment) => moment.pixels) };
    }
    const { contentHash } = await workers.identify(path, signal);
    const known = knownExample(services, catalog.itemOfContent(contentHash));
    if (known !== undefined) return known;
    const kind = mediaKindOf(path) ?? 'photo';
    const moments =
      kind === 'video'
        ? await firstMoments(services, path, signal)
        : (await workers.decodePhoto(path, signal, true)).moments;
    const pictures = spread(moments, momentsOfVideo).map((moment) => moment.pixels);
    return { pictures, one: { kind } };
  } catch (error) {
    if (signal.aborted || !(error instanceof WorkerError)) throw error;
    const detail = workerSentence(error);
    throw new EngineError('not-a-picture', messages.http.cannotShow(path, detail), {
      cause: error,
    });
  }
}

function knownExample(
  { catalog, search }: Services,
  itemId: number | undefined,
): Examples | undefined {
  if (itemId === undefined) return undefined;
  const moments = spread(catalog.item(itemId)?.moments ?? [], momentsOfVideo);
  const pictures = moments.flatMap(({ momentId }) => search.vectorOfMoment(momentId) ?? []);
  return pictures.length === 0 ? undefined : { pictures, one: { itemId } };
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
