/** Decodes a video's moments in the decoder child. See docs/video.md. */

import { AV_PKT_DATA_DISPLAYMATRIX } from 'node-av/constants';
import type { FormatContext, Stream } from 'node-av/lib';
import type { DecodeVideo, DescribeFile, PixelPlan } from '../../main/engine/workers/protocol.ts';
import {
  type DecodedSegment,
  type MediaMetadata,
  WorkerError,
} from '../../main/engine/workers/types.ts';
import { readVideoSays } from './metadata/video-says.ts';
import { atBeginning, type CandidateOptions, candidateFrames } from './video-candidates.ts';
import { browserShowsOriginal, clockStartMs } from './video-clock.ts';
import type { Effort } from './video-decoders.ts';
import { type Container, chooseVideo, codecName, openContainer, toMs } from './video-ffmpeg.ts';
import { createFrameScaler, type FrameScaler } from './video-frame.ts';
import { keepMoments, type SegmentLength } from './video-moments.ts';
import { displaySize, readDisplayMatrix } from './video-orientation.ts';
import { readResume, type Standing } from './video-resume.ts';
import { beforeFirstShot } from './video-shots.ts';

export { ffmpegInfo } from './video-ffmpeg.ts';

/** The event loop gets a turn this often, so that messages and a stop are heard. */
const breathIntervalMs = 50;

export type DecodeVideoOptions = {
  readonly plan: PixelPlan;
  readonly alive?: (share?: number) => void;
  readonly signal?: AbortSignal;
  /** Where an earlier run's segment says to go on. */
  readonly resume?: Uint8Array | undefined;
  /** For tests. */
  readonly segmentLength?: SegmentLength;
};

/**
 * Decode a video's moments in order, a segment at a time; `onSegment` is awaited. The same bytes
 * give the same moments, also where a run goes on after an earlier one's segment. A file that
 * breaks off gives the moments before the break. Rejects with WorkerError: `no-video-stream`,
 * `no-frames`, `cut-off-video`, `damaged-video`, `unsupported-format`, `empty-file`,
 * `too-many-pixels` and what the file system answers.
 */
export const decodeVideo: DecodeVideo = async (
  path: string,
  onSegment: (segment: DecodedSegment) => Promise<void>,
  options: DecodeVideoOptions,
): Promise<MediaMetadata> => {
  const { breathe, reached } = createBreath(options);
  let from = readResume(options.resume, options.plan) ?? beginning('sparing');
  for (;;) {
    const work = { ...options, from, breathe, reached };
    const { metadata, count, packets, error } = await readMoments(path, onSegment, work);
    if (count > 0) return metadata;
    if (packets === 0) throw new WorkerError('no-frames', '');
    if (from.effort === 'everything') throw new WorkerError('damaged-video', error ?? 'no frames');
    from = beginning('everything');
  }
};

const beginning = (effort: Effort): Standing => ({
  effort,
  position: atBeginning,
  shots: beforeFirstShot,
  count: 0,
  reserve: null,
  error: null,
});

type Work = DecodeVideoOptions & {
  readonly from: Standing;
  readonly breathe: () => Promise<void>;
  /** Told the share that has been decoded. */
  readonly reached: (share: number) => void;
};

async function readMoments(
  path: string,
  onSegment: (segment: DecodedSegment) => Promise<void>,
  { plan, from, breathe, reached, segmentLength }: Work,
): Promise<{ metadata: MediaMetadata; count: number; packets: number; error: string | null }> {
  const container = await openContainer(path);
  const { input } = container;
  let scaler: FrameScaler | null = null;
  try {
    const stream = chooseVideo(input);
    refuseHuge(stream, plan);
    const orientation = orientationOf(stream);
    scaler = createFrameScaler(plan, orientation, stream.sampleAspectRatio);
    const metadata = describeContainer(container, stream);
    let { error } = from;
    const reading: CandidateOptions = {
      effort: from.effort,
      maxPixels: plan.maxPixels,
      breathe,
      onError: (explanation) => {
        error ??= explanation;
      },
    };
    const candidates = candidateFrames(input, stream, reading, from.position);
    const startMs = clockStartMs(container, stream);
    const { durationMs } = metadata;
    const onFrame = (timeMs: number) => {
      if (durationMs !== null && durationMs > 0) reached(Math.min(1, timeMs / durationMs));
    };
    const choosing = { plan, startMs, from, onFrame, error: () => error, segmentLength };
    const count = await keepMoments(candidates, scaler, choosing, onSegment);
    return { metadata, count, packets: candidates.packets, error };
  } finally {
    scaler?.close();
    await input.closeInput();
  }
}

/** Without decoding anything. Rejects as `decodeVideo`. */
export const describeVideo: DescribeFile = async (path) => {
  const { input } = await openContainer(path);
  try {
    return readVideoSays(tagsOf(input, chooseVideo(input)));
  } finally {
    await input.closeInput();
  }
};

const orientationOf = (stream: Stream) =>
  readDisplayMatrix(stream.codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX));

function refuseHuge(stream: Stream, plan: PixelPlan): void {
  const { width, height } = stream.codecpar;
  if (width * height > plan.maxPixels) {
    throw new WorkerError('too-many-pixels', `${width} x ${height}`);
  }
}

function describeContainer(container: Container, stream: Stream): MediaMetadata {
  const { input, format } = container;
  return {
    ...readVideoSays(tagsOf(input, stream)),
    ...displaySize(stream.codecpar, stream.sampleAspectRatio, orientationOf(stream)),
    durationMs: durationOf(input, stream),
    format,
    codec: codecName(stream),
    browserShows: browserShowsOriginal(container, stream),
  };
}

const tagsOf = (input: FormatContext, stream: Stream) => ({
  ...stream.metadata?.getAll(),
  ...input.metadata?.getAll(),
});

/** Null where no header says it and it cannot be estimated. */
export function durationOf(input: FormatContext, stream: Stream): number | null {
  const wholeMs = toMs(input.duration, { num: 1, den: 1_000_000 });
  const streamMs = toMs(stream.duration, stream.timeBase);
  const found = [wholeMs, streamMs].find((ms) => ms !== null && ms > 0);
  return found === undefined || found === null ? null : Math.round(found);
}

/** `breathe` is cheap enough to be called for every packet. */
function createBreath({ alive, signal }: DecodeVideoOptions) {
  let last = performance.now();
  let share: number | undefined;
  return {
    reached(now: number): void {
      share = now;
    },
    async breathe(): Promise<void> {
      if (performance.now() - last < breathIntervalMs) return;
      alive?.(share);
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      last = performance.now();
    },
  };
}
