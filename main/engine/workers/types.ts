/** What the child processes do for the engine, as the engine sees it. */
import type { ItemAnnotations } from '../contract/annotations.ts';
import type { FileSays, Said, SidecarSays } from '../contract/file-says.ts';
import type { MediaKind } from '../contract/library.ts';
import type { Region } from '../contract/search.ts';

/** Pixels in the model's input size: RGB, 8 bits, row by row, no alpha; `width * height * 3` bytes. */
export type ModelPixels = {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
};

export type Thumbnail = {
  /** WebP. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
};

/** Bytes on disk, identified. */
export type FileIdentity = {
  /** SHA-256 of the whole file, lower-case hex. */
  readonly contentHash: string;
  readonly sizeBytes: number;
  /** Modification time in nanoseconds since 1970, as a decimal string (it exceeds 2^53). */
  readonly modifiedNs: string;
};

/** A large video, known by samples of it. */
export type FileSample = {
  /** SHA-256 of its size and of blocks of it at fixed offsets, lower-case hex. */
  readonly fingerprint: string;
  /** As its container tells; null where that cannot be read. */
  readonly durationMs: number | null;
  readonly sizeBytes: number;
  readonly modifiedNs: string;
};

/** How far a file has been hashed. `contentHash`: at its end. */
export type HashedPart = {
  readonly position: number;
  readonly state: Uint8Array;
  readonly contentHash: string | null;
  readonly sizeBytes: number;
  readonly modifiedNs: string;
};

export type MediaMetadata = Readonly<FileSays> & {
  /** Pixels after orientation. */
  readonly width: number;
  readonly height: number;
  /** Null for a photo that does not move. */
  readonly durationMs: number | null;
  /** Lower-case container or image format, e.g. `jpeg`, `tiff`, `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly format: string;
  /** Lower-case video codec; null for a photo. */
  readonly codec: string | null;
  /** Whether a Chromium-like browser shows the original bytes as they are. */
  readonly browserShows: boolean;
};

/** A file's size and modification time, as in `FileIdentity`. */
export type FileStamp = Pick<FileIdentity, 'sizeBytes' | 'modifiedNs'>;

/** A sidecar as it is read: what it says, or the problem, where it is no XMP. */
export type SidecarRead = FileStamp &
  (
    | { readonly says: SidecarSays; readonly problem: null }
    | { readonly says: null; readonly problem: string }
  );

/** What a sidecar is to say. `embedded`: what the photo or video says itself. */
export type SidecarWanted = { readonly annotations: ItemAnnotations; readonly embedded: Said };

/** What is to be written. */
export type ComposedSidecar = {
  /** Of the sidecar that is there; null where none is. */
  readonly before: FileStamp | null;
  /** Null where nothing has to be written: it says that already, or there is nothing to say. */
  readonly bytes: Uint8Array | null;
  /** What the one that is there says; null where none is. */
  readonly found: SidecarSays | null;
  /** What the one to be written says; null where none is. */
  readonly says: SidecarSays | null;
  /** Why the one that is there cannot be added to. */
  readonly problem: string | null;
};

/** One picture to encode: a photo, or a kept frame of a video. */
export type DecodedMoment = {
  /** Null for a photo. */
  readonly timeMs: number | null;
  /** Number of the shot in its video, from 0; 0 for a photo. */
  readonly shot: number;
  readonly pixels: ModelPixels;
  readonly thumbnail: Thumbnail;
};

/** The next moments of a video that is being decoded. */
export type DecodedSegment = {
  /** How many moments of the video come before these. */
  readonly first: number;
  /** May be empty. */
  readonly moments: readonly DecodedMoment[];
  /** What `decodeVideo` needs to go on after these another time; null where the video ends. */
  readonly resume: Uint8Array | null;
};

/** What a sentence becomes. Deterministic: it does not depend on neighbours in a batch. */
export type EncodedText = {
  /** The hash code, `manifest.hash.bits / 8` bytes; bit b is bit (b & 7) of byte (b >> 3). */
  readonly code: Uint8Array;
  /** The unit embedding, float32[dimension]. */
  readonly embedding: Float32Array;
};

/** What one moment becomes, likewise. */
export type EncodedMoment = EncodedText & {
  /** Its brightness on a coarse grid, uint8[256] (`models/runtime/luma.ts`). */
  readonly luma: Uint8Array;
};

export type Workers = {
  /** Hash a file's bytes. `urgent`: as for `decodePhoto`. */
  identify(path: string, signal?: AbortSignal, urgent?: boolean): Promise<FileIdentity>;
  /** Read samples of a video, so that a large one is known without being read whole. */
  sample(path: string, signal?: AbortSignal, urgent?: boolean): Promise<FileSample>;
  /**
   * Hash at most `bytes` more of a file, from where an earlier part ended. Of a state that cannot be
   * gone on with, the answer begins anew.
   */
  hashPart(
    path: string,
    from: { readonly position: number; readonly state: Uint8Array } | undefined,
    bytes: number,
    signal?: AbortSignal,
  ): Promise<HashedPart>;
  /**
   * Decode a photo. Its `moments` has exactly one entry; of one that moves, as its `durationMs`
   * says, `decodeVideo` reads them all. `urgent`: for a query, in a child that
   * ingest never uses; ingest may keep all of its own while it gives way to that very query.
   * `region`: a part of it, as if it were the whole.
   */
  decodePhoto(
    path: string,
    signal?: AbortSignal,
    urgent?: boolean,
    region?: Region,
  ): Promise<DecodedPhoto>;
  /**
   * Decode a video's moments in order, in segments. The next segment is decoded only after
   * `onSegment` resolved, apart from one of look-ahead. `urgent`: as for `decodePhoto`. `resume`: go
   * on after the segment that says it; where another version or model made it, the first segment
   * that comes is the video's first all the same. `onShare`: 0 when decoding begins, then how much has
   * been decoded, up to 1, where the length is known.
   */
  decodeVideo(
    path: string,
    onSegment: (segment: DecodedSegment) => Promise<void>,
    options?: {
      readonly signal?: AbortSignal;
      readonly urgent?: boolean;
      readonly resume?: Uint8Array | undefined;
      readonly onShare?: (share: number) => void;
    },
  ): Promise<MediaMetadata>;
  /**
   * Identify, decode and, where the decoders do that (`encode`), encode a photo in one go: its file
   * is read once and its pixels stay in one process. `isWanted` is told what the file is before it is
   * decoded; null where it answers false. A photo that moves comes as from `decodePhoto`.
   */
  readPhoto(
    path: string,
    isWanted: (identity: FileIdentity) => Promise<boolean>,
    options?: { readonly signal?: AbortSignal; readonly encode?: boolean },
  ): Promise<ReadPhoto | null>;
  /** Decode a picture from memory, e.g. one dropped on the search bar. */
  decodePicture(bytes: Uint8Array, region?: Region): Promise<DecodedPhoto>;
  /** What an XMP sidecar says. */
  readSidecar(path: string, signal?: AbortSignal): Promise<SidecarRead>;
  /** The bytes of a sidecar with what the person added; nothing is written. */
  composeSidecar(path: string, wanted: SidecarWanted): Promise<ComposedSidecar>;
  /** What a photo or video says of itself, without its pixels. */
  describe(path: string, kind: MediaKind, signal?: AbortSignal): Promise<FileSays>;
  /** Embed pictures; used by ingest at low priority and, with `urgent`, by queries. */
  encodePictures(pictures: readonly ModelPixels[], urgent?: boolean): Promise<EncodedMoment[]>;
  /** Embed sentences, in a child of its own. */
  encodeTexts(texts: readonly string[]): Promise<EncodedText[]>;
  /** A picture for display: oriented, at most `maxEdge` pixels on the long side, as WebP. */
  renderPhoto(path: string, maxEdge: number): Promise<Uint8Array>;
  /**
   * A fragmented MP4 or WebM that browsers play, remuxed or transcoded from about `fromMs`; of a
   * part of the file, as if it were the whole, where one is given.
   * Closing the stream stops the work.
   */
  renderVideo(path: string, fromMs: number, part?: FilePart): Promise<RenderedVideo>;
  /** Where the video inside a motion photo lies, for `renderVideo`; null where there is none. */
  findMotion(path: string): Promise<FilePart | null>;
  /** Decoders that ingest may keep busy. */
  decoders(): number;
  /**
   * How many cores ingest may keep busy from now on. Children that are too many, or have too many
   * threads, finish their job first; queries' own children stay as they are.
   */
  limitCores(allowed: number | 'all'): void;
  /** What is running now; for tests and the fault suite. */
  processIds(): readonly number[];
  /** FFmpeg as its build reports itself. */
  ffmpegInfo(): Promise<{ version: string; licence: string; configuration: string }>;
  close(): Promise<void>;
};

/** As in `DecodedPhoto`; `encoded` with as many as `moments`, or null where that is still to be done. */
export type ReadPhoto = {
  readonly metadata: MediaMetadata;
} & (
  | { readonly encoded: null; readonly moments: readonly DecodedMoment[] }
  | {
      readonly encoded: readonly EncodedMoment[];
      readonly moments: readonly Omit<DecodedMoment, 'pixels'>[];
    }
);

export type DecodedPhoto = {
  readonly metadata: MediaMetadata;
  readonly moments: readonly DecodedMoment[];
};

/** Bytes of a file, from `start` up to `end`. */
export type FilePart = { readonly start: number; readonly end: number };

export type RenderedVideo = {
  readonly contentType: string;
  readonly stream: import('node:stream').Readable;
};

/**
 * Why a worker failed on a file. `code` is one of the set-aside codes. `retry`: worth one more
 * attempt alone (a crash, a hang, memory), not an answer about the file itself.
 */
export class WorkerError extends Error {
  readonly code: import('../contract/messages/engine.ts').SetAsideCode;
  readonly detail: string;
  readonly retry: boolean;

  constructor(
    code: import('../contract/messages/engine.ts').SetAsideCode,
    detail: string,
    options: { retry?: boolean; cause?: unknown } = {},
  ) {
    super(`${code}: ${detail}`, { cause: options.cause });
    this.name = 'WorkerError';
    this.code = code;
    this.detail = detail;
    this.retry = options.retry ?? false;
  }
}

/**
 * No file is at fault: a child process does not start, or the model does not load. Nothing of its
 * kind can be done until that is mended; `message` says what is wrong.
 */
export class WorkersUnavailableError extends Error {
  constructor(reason: string, options: { cause?: unknown } = {}) {
    super(reason, options);
    this.name = 'WorkersUnavailableError';
  }
}
