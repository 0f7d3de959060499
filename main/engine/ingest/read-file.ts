/** One file's way: identify → (known bytes: link) or decode → encode → store. */
import type {
  Catalog,
  ContentIdentity,
  NewContent,
  NewMoment,
  WaitingFile,
} from '../catalog/types.ts';
import type { SetAsideCode } from '../contract/messages/engine.ts';
import { observe } from '../watch/observe.ts';
import { isSameState } from '../watch/settler.ts';
import {
  type DecodedMoment,
  type DecodedSegment,
  WorkerError,
  type Workers,
} from '../workers/types.ts';
import type { EncodeBatcher } from './encode-batcher.ts';
import { createIdentify } from './identify-file.ts';

/** `onShare`: how much of a video has been decoded, 0 to 1. */
export type FileReader = (
  file: WaitingFile,
  signal: AbortSignal,
  onShare: (share: number) => void,
) => Promise<'encoded' | 'linked'>;

export type FileReaderOptions = {
  readonly catalog: Catalog;
  readonly workers: Workers;
  readonly encode: EncodeBatcher;
  /**
   * Resolves when decoding may go on; a video stops at it between segments. Rejects with the
   * signal's reason.
   */
  readonly gate: (signal: AbortSignal) => Promise<void>;
  /** A video of at least so many bytes is known by samples at first. */
  readonly largeVideoBytes: number;
};

/**
 * Reads one claimed file and stores the answer. Rejects with a WorkerError (`kept-changing` where
 * the file is not, or no longer, as it was claimed), with the catalogue's error, or with the
 * signal's reason; then nothing has been stored but a video's finished segments.
 */
export function createFileReader(options: FileReaderOptions): FileReader {
  const { catalog } = options;
  /** Bytes being encoded now, so that two copies of a file are encoded once. */
  const underWay = new Map<string, Promise<unknown>>();
  const identify = createIdentify({ ...options, encoding: (name) => underWay.get(name) });

  return async (file, signal, onShare) => {
    const identity = await identify(file, signal);
    const { contentHash } = identity;
    await underWay.get(contentHash)?.catch(() => undefined);
    signal.throwIfAborted();
    if (catalog.hasContent(contentHash)) {
      catalog.linkFile(file.fileId, identity);
      return 'linked';
    }
    const encoding = encodeFile(options, file, identity, signal, onShare);
    underWay.set(contentHash, encoding);
    try {
      return await encoding;
    } finally {
      if (underWay.get(contentHash) === encoding) underWay.delete(contentHash);
    }
  };
}

async function encodeFile(
  options: FileReaderOptions,
  file: WaitingFile,
  identity: ContentIdentity,
  signal: AbortSignal,
  onShare: (share: number) => void,
): Promise<'encoded' | 'linked'> {
  // By its name; what the file is, the decoder says.
  const encoded =
    file.kind === 'photo'
      ? await encodePhoto(options, file.path, identity, signal, onShare)
      : await encodeVideo(options, file.path, identity, signal, onShare);
  await confirmUnchanged(file.path, identity);
  signal.throwIfAborted();
  if (options.catalog.hasContent(identity.contentHash)) {
    options.catalog.linkFile(file.fileId, identity);
    return 'linked';
  }
  options.catalog.storeContent(file.fileId, { ...identity, ...encoded });
  return 'encoded';
}

type Encoded = Pick<NewContent, 'kind' | 'metadata' | 'storedMoments' | 'moments'>;

/** Answers about a file that is no video. */
const noVideo: ReadonlySet<SetAsideCode> = new Set<SetAsideCode>([
  'damaged-video',
  'no-video-stream',
  'too-many-pixels',
  'unsupported-format',
]);

/** A picture that moves has the moments of a video, where they can be read; else it is a photo. */
async function encodePhoto(
  options: FileReaderOptions,
  path: string,
  identity: ContentIdentity,
  signal: AbortSignal,
  onShare: (share: number) => void,
): Promise<Encoded> {
  const { metadata, moments } = await options.workers.decodePhoto(path, signal);
  if (metadata.durationMs !== null) {
    try {
      const encoded = await encodeVideo(options, path, identity, signal, onShare);
      return { ...encoded, metadata };
    } catch (error) {
      if (!(error instanceof WorkerError) || !noVideo.has(error.code)) throw error;
    }
  }
  return {
    kind: 'photo',
    metadata: { ...metadata, durationMs: null },
    moments: await encodeMoments(options.encode, moments),
  };
}

/** All segments but the last are stored as they come; another attempt goes on after them. */
async function encodeVideo(
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

async function encodeMoments(
  encode: EncodeBatcher,
  moments: readonly DecodedMoment[],
): Promise<NewMoment[]> {
  const encoded = await encode(moments.map(({ pixels }) => pixels));
  return moments.map(({ timeMs, shot, thumbnail }, index) => {
    const own = encoded[index];
    if (own === undefined) {
      throw new Error(`${encoded.length} codes for ${moments.length} moments`);
    }
    return { timeMs, shot, thumbnail, encoded: own };
  });
}

/** What was decoded must be what was hashed. */
async function confirmUnchanged(path: string, identity: ContentIdentity): Promise<void> {
  const now = await observe(path);
  if (now.type === 'gone') throw new WorkerError('vanished', '');
  if (now.type !== 'file' || !isSameState(now.file, identity)) {
    throw new WorkerError('kept-changing', '');
  }
}
