/** Files given by path as examples of a query, in the library or not. */
import { stat } from 'node:fs/promises';
import { EngineError } from '../contract/errors.ts';
import { evenly } from '../contract/evenly.ts';
import { messages } from '../contract/messages/index.ts';
import type { Region } from '../contract/search.ts';
import { largeVideoBytes, mediaKindOf } from '../watch/media-kinds.ts';
import { type DecodedMoment, WorkerError } from '../workers/types.ts';
import { placeError, workerSentence } from './errors.ts';
import type { Examples } from './examples.ts';
import type { Services } from './services.ts';

/** Moments of a video that stand for it: enough for a mean, few enough to answer at once. */
const momentsOfVideo = 8;
/** Of a video that the library does not have; of fewer it is known whole. */
const decodedMoments = 32;

/**
 * One picture for a photo, a few for a video: vectors of what the library knows, at this path or by its
 * bytes, and pixels of what it does not. `region`: a part of a photo. Rejects with a clear error about
 * the path, or with the signal's reason.
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
    if (catalog.hasContentOfSize(stats.size)) {
      const contentHash = await nameOfBytes(services, path, stats.size, signal);
      const known = knownExample(services, catalog.itemOfContent(contentHash));
      if (known !== undefined) return known;
    }
    if (mediaKindOf(path) === 'video') return await exampleVideo(services, path, signal);
    const { moments } = await workers.decodePhoto(path, signal, true);
    return { pictures: moments.map((moment) => moment.pixels), one: { kind: 'photo' } };
  } catch (error) {
    if (signal.aborted || !(error instanceof WorkerError)) throw error;
    const detail = workerSentence(error);
    throw new EngineError('not-a-picture', messages.http.cannotShow(path, detail), {
      cause: error,
    });
  }
}

/** Samples are enough to find a large video by: nothing is merged for it. */
async function nameOfBytes(
  { catalog, workers }: Services,
  path: string,
  sizeBytes: number,
  signal: AbortSignal,
): Promise<string> {
  if (mediaKindOf(path) === 'video' && sizeBytes >= largeVideoBytes) {
    const { fingerprint } = await workers.sample(path, signal, true);
    const found = catalog.sampledContents(fingerprint, sizeBytes);
    const [only, ...others] = found.filter(({ isOfSamples }) => isOfSamples);
    if (only !== undefined && others.length === 0) return only.contentHash;
    if (found.length === 0) return fingerprint;
  }
  return (await workers.identify(path, signal, true)).contentHash;
}

function knownExample(
  { catalog, search }: Services,
  itemId: number | undefined,
): Examples | undefined {
  if (itemId === undefined) return undefined;
  const moments = evenly(catalog.item(itemId)?.moments ?? [], momentsOfVideo);
  const pictures = moments.flatMap(({ momentId }) => search.vectorOfMoment(momentId) ?? []);
  return pictures.length === 0 ? undefined : { pictures, one: { itemId } };
}

/**
 * The moments of a video's first segments; the rest of it is not decoded, and then nothing is said of
 * near duplicates, for other videos may begin alike.
 */
async function exampleVideo(
  services: Services,
  path: string,
  signal: AbortSignal,
): Promise<Examples> {
  const enough = new AbortController();
  const moments: DecodedMoment[] = [];
  try {
    await services.workers.decodeVideo(
      path,
      async (segment) => {
        moments.push(...segment.moments);
        if (moments.length >= decodedMoments) enough.abort();
      },
      { signal: AbortSignal.any([enough.signal, signal]), urgent: true },
    );
  } catch (error) {
    if (signal.aborted || !enough.signal.aborted) throw error;
  }
  const pictures = evenly(moments, momentsOfVideo).map((moment) => moment.pixels);
  return enough.signal.aborted ? { pictures } : { pictures, one: { kind: 'video' } };
}
