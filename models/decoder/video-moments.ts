/** Chooses among a video's frames and hands the chosen over, a segment at a time. */
import type { PixelPlan } from '../../main/engine/workers/protocol.ts';
import type { DecodedMoment, DecodedSegment } from '../../main/engine/workers/types.ts';
import type { Candidates } from './video-candidates.ts';
import { describe } from './video-descriptor.ts';
import type { FrameScaler } from './video-frame.ts';
import { type Standing, writeResume } from './video-resume.ts';
import { judge } from './video-shots.ts';

/**
 * A segment ends after so many moments, about 7 MB, or after so many frames looked at, so that a
 * still hour need not be begun anew either.
 */
export type SegmentLength = { readonly moments: number; readonly frames: number };
const usualLength: SegmentLength = { moments: 32, frames: 128 };

export type MomentsOptions = {
  readonly plan: PixelPlan;
  /** The stream's time that counts as 0. */
  readonly startMs: number;
  readonly from: Standing;
  /** A frame was looked at; its time in the video. */
  readonly onFrame?: (timeMs: number) => void;
  /** What a decoder first complained of. */
  readonly error: () => string | null;
  readonly segmentLength?: SegmentLength | undefined;
};

/**
 * Resolves with the number of moments, those before `from` included. Each segment but the last says
 * where to go on after it; without any moment there is no last one.
 */
export async function keepMoments(
  { frames, mark }: Candidates,
  scaler: FrameScaler,
  options: MomentsOptions,
  onSegment: (segment: DecodedSegment) => Promise<void>,
): Promise<number> {
  const { plan, startMs, from, segmentLength: most = usualLength } = options;
  let { shots, count, reserve } = from;
  let first = count;
  let moments: DecodedMoment[] = [];
  let looked = 0;

  async function endSegment(): Promise<void> {
    const { effort } = from;
    const standing = { effort, position: mark(), shots, count, reserve, error: options.error() };
    const segment = { first, moments, resume: writeResume(standing, plan) };
    first = count;
    moments = [];
    looked = 0;
    await onSegment(segment);
  }

  for await (const { frame, timeMs, damaged } of frames) {
    const squashed = scaler.squash(frame);
    const descriptor = describe(squashed.data, squashed.width, squashed.height);
    const candidate = { timeMs: Math.max(0, Math.round(timeMs - startMs)), descriptor, damaged };
    const { verdict, state } = judge(shots, candidate);
    shots = state;
    options.onFrame?.(candidate.timeMs);
    looked += 1;
    const spare = verdict === 'reserve' && count === 0 && reserve === null;
    if (verdict === 'keep' || spare) {
      const moment: DecodedMoment = {
        timeMs: candidate.timeMs,
        shot: Math.max(0, state.shot),
        pixels: await scaler.modelPixels(frame),
        thumbnail: await scaler.thumbnail(frame),
      };
      if (spare) reserve = moment;
      else {
        count += 1;
        reserve = null;
        moments.push(moment);
      }
    }
    if (moments.length >= most.moments || looked >= most.frames) await endSegment();
  }
  if (count === 0 && reserve !== null) {
    moments = [reserve];
    count = 1;
  }
  if (count > 0) await onSegment({ first, moments, resume: null });
  return count;
}
