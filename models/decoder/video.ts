/** Decodes a video's moments in the decoder child. See docs/video.md. */

import { AV_PKT_DATA_DISPLAYMATRIX } from 'node-av/constants';
import type { FormatContext, Stream } from 'node-av/lib';
import type { DecodeVideo, DescribeFile, PixelPlan } from '../../main/engine/workers/protocol.ts';
import {
  type DecodedMoment,
  type MediaMetadata,
  WorkerError,
} from '../../main/engine/workers/types.ts';
import { readVideoSays } from './metadata/video-says.ts';
import { candidateFrames, type DecodedFrame, type Effort } from './video-candidates.ts';
import { browserShowsOriginal, clockStartMs } from './video-clock.ts';
import { describe } from './video-descriptor.ts';
import { type Container, chooseVideo, codecName, openContainer, toMs } from './video-ffmpeg.ts';
import { createFrameScaler, type FrameScaler } from './video-frame.ts';
import { displaySize, readDisplayMatrix } from './video-orientation.ts';
import { beforeFirstShot, judge } from './video-shots.ts';

export { ffmpegInfo } from './video-ffmpeg.ts';

/** Moments handed over at a time: about 7 MB. */
const segmentLength = 32;
/** The event loop gets a turn this often, so that messages and a stop are heard. */
const breathIntervalMs = 50;

export type DecodeVideoOptions = {
  readonly plan: PixelPlan;
  readonly alive?: () => void;
  readonly signal?: AbortSignal;
};

/**
 * Decode a video's moments in order, `segmentLength` at a time; `onSegment` is awaited. The same
 * bytes give the same moments. A file that breaks off gives the moments before the break.
 * Rejects with WorkerError: `no-video-stream`, `damaged-video`, `unsupported-format`,
 * `empty-file`, `too-many-pixels` and what the file system answers.
 */
export const decodeVideo: DecodeVideo = async (
  path: string,
  onSegment: (moments: readonly DecodedMoment[]) => Promise<void>,
  options: DecodeVideoOptions,
): Promise<MediaMetadata> => {
  const breathe = createBreath(options);
  for (const effort of ['sparing', 'everything'] as const) {
    const { metadata, count, error } = await readMoments(path, onSegment, {
      effort,
      plan: options.plan,
      breathe,
    });
    if (count > 0) return metadata;
    if (effort === 'everything') throw new WorkerError('damaged-video', error ?? 'no frames');
  }
  throw new Error(`unreachable: ${path}`);
};

type Work = {
  readonly effort: Effort;
  readonly plan: PixelPlan;
  readonly breathe: () => Promise<void>;
};

async function readMoments(
  path: string,
  onSegment: (moments: readonly DecodedMoment[]) => Promise<void>,
  work: Work,
): Promise<{ metadata: MediaMetadata; count: number; error: string | null }> {
  const container = await openContainer(path);
  const { input } = container;
  let scaler: FrameScaler | null = null;
  try {
    const stream = chooseVideo(input);
    refuseHuge(stream, work.plan);
    const orientation = orientationOf(stream);
    scaler = createFrameScaler(work.plan, orientation, stream.sampleAspectRatio);
    const metadata = describeContainer(container, stream);
    let error: string | null = null;
    const frames = candidateFrames(input, stream, {
      effort: work.effort,
      maxPixels: work.plan.maxPixels,
      breathe: work.breathe,
      onError: (explanation) => {
        error ??= explanation;
      },
    });
    const startMs = clockStartMs(container, stream);
    const count = await keepMoments(frames, scaler, onSegment, startMs);
    return { metadata, count, error };
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

/** Choose among the frames and hand the chosen over. Resolves with their number. */
async function keepMoments(
  frames: AsyncGenerator<DecodedFrame>,
  scaler: FrameScaler,
  onSegment: (moments: readonly DecodedMoment[]) => Promise<void>,
  startMs: number,
): Promise<number> {
  let state = beforeFirstShot;
  let segment: DecodedMoment[] = [];
  let count = 0;
  let reserve: DecodedMoment | null = null;
  for await (const { frame, timeMs, damaged } of frames) {
    const squashed = scaler.squash(frame);
    const descriptor = describe(squashed.data, squashed.width, squashed.height);
    const candidate = { timeMs: Math.max(0, Math.round(timeMs - startMs)), descriptor, damaged };
    const { verdict, state: next } = judge(state, candidate);
    state = next;
    const spare = verdict === 'reserve' && count === 0 && reserve === null;
    if (verdict !== 'keep' && !spare) continue;
    const moment: DecodedMoment = {
      timeMs: candidate.timeMs,
      shot: Math.max(0, next.shot),
      pixels: await scaler.modelPixels(frame),
      thumbnail: await scaler.thumbnail(frame),
    };
    if (spare) {
      reserve = moment;
      continue;
    }
    count++;
    segment.push(moment);
    if (segment.length < segmentLength) continue;
    await onSegment(segment);
    segment = [];
  }
  if (count === 0 && reserve !== null) {
    segment = [reserve];
    count = 1;
  }
  if (segment.length > 0) await onSegment(segment);
  return count;
}

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
function durationOf(input: FormatContext, stream: Stream): number | null {
  const wholeMs = toMs(input.duration, { num: 1, den: 1_000_000 });
  const streamMs = toMs(stream.duration, stream.timeBase);
  const found = [wholeMs, streamMs].find((ms) => ms !== null && ms > 0);
  return found === undefined || found === null ? null : Math.round(found);
}

/** Cheap enough to be called for every packet. */
function createBreath({ alive, signal }: DecodeVideoOptions): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < breathIntervalMs) return;
    alive?.();
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
    last = performance.now();
  };
}
