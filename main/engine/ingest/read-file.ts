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
import { createIdentify, refuseChanged } from './identify-file.ts';

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

  /** Whether these bytes are to be encoded: nobody did, also of those who are at it. */
  const isNew = async (contentHash: string, signal: AbortSignal): Promise<boolean> => {
    for (;;) {
      const other = underWay.get(contentHash);
      if (other === undefined) return !catalog.hasContent(contentHash);
      await other.catch(() => undefined);
      signal.throwIfAborted();
    }
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

  const link = (file: WaitingFile, identity: ContentIdentity) => {
    catalog.linkFile(file.fileId, identity);
    return 'linked' as const;
  };

  const readVideo: FileReader = async (file, signal, onShare) => {
    const identity = await identify(file, signal);
    const { contentHash } = identity;
    if (!(await isNew(contentHash, signal))) return link(file, identity);
    const encoding = encodeVideo(options, file.path, identity, signal, onShare).then((encoded) =>
      store(file, identity, encoded, signal),
    );
    underWay.set(contentHash, encoding);
    try {
      return await encoding;
    } finally {
      if (underWay.get(contentHash) === encoding) underWay.delete(contentHash);
    }
  };

  const readPhoto: FileReader = async (file, signal, onShare) => {
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    let identity: FileIdentity | undefined;
    let problem: unknown;
    let over = false;
    const isWanted = async (found: FileIdentity) => {
      try {
        refuseChanged(found, file);
        identity = found;
        await options.queryGate(signal);
        if (!(await isNew(found.contentHash, signal)) || over) return false;
        underWay.set(found.contentHash, ended);
        return true;
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
      if (identity === undefined) throw new Error(`nobody said what ${file.path} is`);
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
      end();
      if (identity !== undefined && underWay.get(identity.contentHash) === ended) {
        underWay.delete(identity.contentHash);
      }
    }
  };

  // By its name; what the file is, the decoder says.
  return (file, ...more) => (file.kind === 'photo' ? readPhoto : readVideo)(file, ...more);
}

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
