/** One file's way: identify → (known bytes: link) or decode → encode → store. */
import type { Catalog, ContentIdentity, WaitingFile } from '../catalog/types.ts';
import type { SetAsideCode } from '../contract/messages/engine.ts';
import { type FileIdentity, type ReadPhoto, WorkerError, type Workers } from '../workers/types.ts';
import type { EncodeBatcher } from './encode-batcher.ts';
import {
  confirmUnchanged,
  type Encoded,
  encodeMoments,
  encodeVideo,
  joinMoments,
} from './encode-video.ts';
import { createIdentify, orAborted, refuseChanged } from './identify-file.ts';

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
  /** Resolves when no query waits for the cores. Rejects with the signal's reason. */
  readonly queryGate: (signal: AbortSignal) => Promise<void>;
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
  const { catalog, workers } = options;
  /** Bytes being encoded now, so that two copies of a file are encoded once. */
  const underWay = new Map<string, Promise<unknown>>();
  const identify = createIdentify({ ...options, encoding: (name) => underWay.get(name) });

  /** Decided at once, so that of several copies one is ours. */
  const claim = (contentHash: string): Claim => {
    const ended = underWay.get(contentHash);
    if (ended !== undefined) return { whose: 'another', ended };
    if (catalog.hasContent(contentHash)) return { whose: 'known' };
    const { promise, resolve } = Promise.withResolvers<void>();
    underWay.set(contentHash, promise);
    const release = () => {
      underWay.delete(contentHash);
      resolve();
    };
    return { whose: 'ours', release };
  };

  const link = (file: WaitingFile, identity: ContentIdentity) => {
    catalog.linkFile(file.fileId, identity);
    return 'linked' as const;
  };

  const store = async (
    file: WaitingFile,
    identity: ContentIdentity,
    encoded: Encoded,
    signal: AbortSignal,
  ): Promise<'encoded' | 'linked'> => {
    await confirmUnchanged(file.path, identity);
    signal.throwIfAborted();
    if (catalog.hasContent(identity.contentHash)) return link(file, identity);
    catalog.storeContent(file.fileId, { ...identity, ...encoded });
    return 'encoded';
  };

  const readVideo: FileReader = async (file, signal, onShare) => {
    const identity = await identify(file, signal);
    for (;;) {
      const claimed = claim(identity.contentHash);
      if (claimed.whose === 'known') return link(file, identity);
      if (claimed.whose === 'ours') {
        try {
          const encoded = await encodeVideo(options, file.path, identity, signal, onShare);
          return await store(file, identity, encoded, signal);
        } finally {
          claimed.release();
        }
      }
      await orAborted(claimed.ended, signal);
      await confirmUnchanged(file.path, identity);
    }
  };

  const readPhoto: FileReader = async (file, signal, onShare) => {
    for (;;) {
      const outcome = await readPhotoOnce(file, signal, onShare);
      if (typeof outcome === 'string') return outcome;
      await orAborted(outcome.ended, signal);
      const { identity } = outcome;
      if (catalog.hasContent(identity.contentHash)) {
        await confirmUnchanged(file.path, identity);
        return link(file, identity);
      }
    }
  };

  /** Where another copy is being encoded, what to wait for: the decoder is for that one meanwhile. */
  const readPhotoOnce = async (
    file: WaitingFile,
    signal: AbortSignal,
    onShare: (share: number) => void,
  ) => {
    let identity: FileIdentity | undefined;
    let claimed: Claim | undefined;
    let problem: unknown;
    let over = false;
    const isWanted = async (found: FileIdentity) => {
      try {
        refuseChanged(found, file);
        identity = found;
        await options.queryGate(signal);
        if (!over) claimed = claim(found.contentHash);
        return claimed?.whose === 'ours';
      } catch (error) {
        problem = error;
        return false;
      }
    };
    try {
      // A second attempt has its decoder and its encoder apart: then it is known which one fails.
      const isFirst = file.attempts === 0;
      const read = await workers.readPhoto(file.path, isWanted, { signal, encode: isFirst });
      if (problem !== undefined) throw problem;
      if (identity === undefined || claimed === undefined) {
        throw new Error(`nobody said what ${file.path} is`);
      }
      if (claimed.whose === 'another') return { ended: claimed.ended, identity };
      if (read === null) return link(file, identity);
      const encoded = await encodePhoto(options, file.path, identity, read, signal, onShare);
      return await store(file, identity, encoded, signal);
    } catch (error) {
      // Before it is known what it is, it may just be half written.
      if (identity === undefined && error instanceof WorkerError && !error.retry) {
        await confirmUnchanged(file.path, file);
      }
      throw error;
    } finally {
      over = true;
      if (claimed?.whose === 'ours') claimed.release();
    }
  };

  // By its name; what the file is, the decoder says.
  return (file, ...more) => (file.kind === 'photo' ? readPhoto : readVideo)(file, ...more);
}

/** Who encodes some bytes. */
type Claim =
  | { readonly whose: 'known' }
  | { readonly whose: 'another'; readonly ended: Promise<unknown> }
  | { readonly whose: 'ours'; readonly release: () => void };

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
  { metadata, ...read }: ReadPhoto,
  signal: AbortSignal,
  onShare: (share: number) => void,
): Promise<Encoded> {
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
    moments:
      read.encoded === null
        ? await encodeMoments(options.encode, read.moments)
        : joinMoments(read.moments, read.encoded),
  };
}
