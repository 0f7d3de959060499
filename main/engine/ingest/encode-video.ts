/** A video's moments, segment by segment, from its file to what is stored. */
import type { ContentIdentity, NewContent, NewMoment } from '../catalog/types.ts';
import { observe } from '../watch/observe.ts';
import { isSameState } from '../watch/settler.ts';
import {
  type DecodedMoment,
  type DecodedSegment,
  type EncodedMoment,
  type FileStamp,
  WorkerError,
} from '../workers/types.ts';
import type { EncodeBatcher } from './encode-batcher.ts';
import type { FileReaderOptions } from './read-file.ts';

export type Encoded = Pick<NewContent, 'kind' | 'metadata' | 'storedMoments' | 'moments'>;

/** All segments but the last are stored as they come; another attempt goes on after them. */
export async function encodeVideo(
  { catalog, workers, encode, gate }: FileReaderOptions,
  path: string,
  identity: ContentIdentity,
  signal: AbortSignal,
  onShare: (share: number) => void,
): Promise<Encoded> {
  const { contentHash, sizeBytes, modifiedNs, isSampled } = identity;
  let rest: Pick<Encoded, 'storedMoments' | 'moments'> = { moments: [] };
  let lastTaken: Promise<void> = Promise.resolve();
  const take = async ({ first, moments: decoded, resume }: DecodedSegment) => {
    await gate(signal);
    const moments = await encodeMoments(encode, decoded);
    if (resume === null) {
      rest = { storedMoments: first, moments };
      return;
    }
    await confirmUnchanged(path, identity);
    signal.throwIfAborted();
    catalog.storeSegment({ contentHash, sizeBytes, modifiedNs, first, moments, resume });
  };
  const takeSegment = (segment: DecodedSegment): Promise<void> => {
    lastTaken = take(segment);
    return lastTaken;
  };
  // Only samples are known: then what was begun of them has to be of the same file.
  const resume = catalog.unfinishedVideo(contentHash, isSampled ? modifiedNs : undefined);
  try {
    const metadata = await workers.decodeVideo(path, takeSegment, {
      signal,
      resume,
      onShare: (share) => {
        // One that goes on after a stored segment begins with what it has already.
        if (share > 0 || resume === undefined) onShare(share);
      },
    });
    return { kind: 'video', metadata, ...rest };
  } finally {
    // Where the decoder died meanwhile: the next attempt is to find what this one made.
    await lastTaken.catch(() => undefined);
  }
}

export async function encodeMoments(
  encode: EncodeBatcher,
  moments: readonly DecodedMoment[],
): Promise<NewMoment[]> {
  return joinMoments(moments, await encode(moments.map(({ pixels }) => pixels)));
}

export function joinMoments(
  moments: readonly Omit<DecodedMoment, 'pixels'>[],
  encoded: readonly EncodedMoment[],
): NewMoment[] {
  return moments.map(({ timeMs, shot, thumbnail }, index) => {
    const own = encoded[index];
    if (own === undefined) {
      throw new Error(`${encoded.length} codes for ${moments.length} moments`);
    }
    return { timeMs, shot, thumbnail, encoded: own };
  });
}

/** What was decoded must be what was hashed. */
export async function confirmUnchanged(path: string, stamp: FileStamp): Promise<void> {
  const now = await observe(path);
  if (now.type === 'gone') throw new WorkerError('vanished', '');
  if (now.type !== 'file' || !isSameState(now.file, stamp)) {
    throw new WorkerError('kept-changing', '');
  }
}
