/**
 * What the engine and its child processes say to each other over the fork's channel
 * (`serialization: 'advanced'`, so bytes travel as bytes).
 *
 * A child works on one job at a time, in the order of arrival. A video's segments and a
 * rendition's chunks are acknowledged one by one; the child sends the next while at most one is
 * unacknowledged, so that exactly one is made ahead. Silence, not duration, is what the time limit
 * measures: a long job says `alive` as it gets on.
 */
import type { ModelManifest } from '../../../models/manifest.ts';
import type { FileSays } from '../contract/file-says.ts';
import type { MediaKind } from '../contract/library.ts';
import type { SetAsideCode } from '../contract/messages/engine.ts';
import type { Region } from '../contract/search.ts';
import type {
  ComposedSidecar,
  DecodedPhoto,
  DecodedSegment,
  EncodedMoment,
  EncodedText,
  FileIdentity,
  FilePart,
  FileSample,
  HashedPart,
  MediaMetadata,
  ModelPixels,
  ReadPhoto,
  SidecarRead,
  SidecarWanted,
} from './types.ts';

/** How pictures become the model's input, from its manifest, and what is refused. */
export type PixelPlan = {
  readonly width: number;
  readonly height: number;
  readonly kernel: ModelManifest['vision']['kernel'];
  readonly trained?: ModelManifest['vision']['trained'];
  /** A picture of more pixels is set aside as `too-many-pixels`. */
  readonly maxPixels: number;
};

export type FfmpegInfo = {
  readonly version: string;
  readonly licence: string;
  readonly configuration: string;
};

/** Every job's request and its answer. */
export type Jobs = {
  identify: { request: { path: string }; answer: FileIdentity };
  sample: { request: { path: string }; answer: FileSample };
  hashPart: {
    request: {
      path: string;
      from?: { position: number; state: Uint8Array } | undefined;
      bytes: number;
    };
    answer: HashedPart;
  };
  decodePhoto: {
    request: { path: string; plan: PixelPlan; region?: Region | undefined };
    answer: DecodedPhoto;
  };
  /** Its first and only part is the file's identity; of what is not wanted then the answer is null. */
  readPhoto: {
    request: { path: string; plan: PixelPlan; encode: boolean };
    answer: ReadPhoto | null;
  };
  decodePicture: {
    request: { bytes: Uint8Array; plan: PixelPlan; region?: Region | undefined };
    answer: DecodedPhoto;
  };
  readSidecar: { request: { path: string }; answer: SidecarRead };
  composeSidecar: { request: { path: string; wanted: SidecarWanted }; answer: ComposedSidecar };
  describe: { request: { path: string; kind: MediaKind }; answer: FileSays };
  decodeVideo: {
    request: { path: string; plan: PixelPlan; resume?: Uint8Array | undefined };
    answer: MediaMetadata;
  };
  renderPhoto: {
    request: { path: string; maxEdge: number; maxPixels: number };
    answer: Uint8Array;
  };
  renderVideo: {
    request: { path: string; fromMs: number; part?: FilePart | undefined };
    answer: null;
  };
  findMotion: { request: { path: string }; answer: FilePart | null };
  ffmpegInfo: { request: Record<string, never>; answer: FfmpegInfo };
  encodePictures: { request: { pictures: readonly ModelPixels[] }; answer: EncodedMoment[] };
  encodeTexts: { request: { texts: readonly string[] }; answer: EncodedText[] };
};
export type JobName = keyof Jobs;
export type JobRequest<Name extends JobName> = Jobs[Name]['request'];
export type JobAnswer<Name extends JobName> = Jobs[Name]['answer'];

/** Engine to child. `cancel`, and a part that is `enough`, ask the job to end early. */
export type ToChild =
  | { readonly kind: 'job'; readonly id: number; readonly name: JobName; readonly request: unknown }
  | { readonly kind: 'acknowledge'; readonly id: number; readonly enough: boolean }
  | { readonly kind: 'cancel'; readonly id: number };

/**
 * Child to engine. `part`: a video's segment, a photo's identity, or a rendition's content type and
 * then chunks.
 */
export type FromChild =
  | { readonly kind: 'ready' }
  /** The child can do no job at all, e.g. the model does not load. */
  | { readonly kind: 'unavailable'; readonly reason: string }
  /** `share`: how much of the job is done, 0 to 1, where that is known. */
  | { readonly kind: 'alive'; readonly id: number; readonly share?: number | undefined }
  /** Resident memory, about once a second while working, unless native code keeps it busy. */
  | { readonly kind: 'memory'; readonly id: number; readonly bytes: number }
  | { readonly kind: 'part'; readonly id: number; readonly part: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | {
      readonly kind: 'failure';
      readonly id: number;
      readonly code: SetAsideCode;
      readonly detail: string;
      readonly retry: boolean;
    };

/**
 * `decodeVideo` of models/decoder/video.ts. `onSegment` resolves when the next segment may be
 * decoded (the look-ahead is its matter). `alive` is called as the work gets on, at least every
 * few seconds, and never from a timer, with the share that is done where the length is known. Rejects with WorkerError.
 */
export type DecodeVideo = (
  path: string,
  onSegment: (segment: DecodedSegment) => Promise<void>,
  options: {
    readonly plan: PixelPlan;
    readonly alive: (share?: number) => void;
    readonly resume?: Uint8Array | undefined;
  },
) => Promise<MediaMetadata>;

/** What a file says of itself, without its pixels. Rejects with WorkerError. */
export type DescribeFile = (path: string) => Promise<FileSays>;

/** Where a video rendition goes: `begin` once, then `write` for each chunk, awaiting each. */
export type RenditionSink = {
  begin(contentType: string): Promise<void>;
  write(chunk: Uint8Array): Promise<void>;
};

/**
 * `renderVideo` of models/decoder/render-video.ts. Resolves when the rendition is complete, or
 * soon after `signal` aborts. Rejects with WorkerError.
 */
export type RenderVideo = (
  path: string,
  fromMs: number,
  sink: RenditionSink,
  options: {
    readonly signal: AbortSignal;
    readonly alive: () => void;
    /** Of the file: as if it were the whole. */
    readonly part?: FilePart | undefined;
  },
) => Promise<void>;

/** `ffmpegInfo` of models/decoder/video.ts: FFmpeg as its build reports itself. */
export type ReadFfmpegInfo = () => Promise<FfmpegInfo> | FfmpegInfo;
