/**
 * Which of a video's candidate frames become moments. Pure: a function from what was kept so far
 * and the next candidate to a verdict.
 *
 * A cut (two neighbouring candidates differ strongly) begins a shot, and a shot's first frame is
 * kept. Within a shot a frame is kept when the picture has drifted from the last kept one and
 * that one is some seconds old: a still shot keeps one, a pan keeps one every few seconds. The
 * interval is shorter than three seconds, so a scene of three seconds that follows a similar one
 * without a recognised cut still gets a moment of its own.
 */
import { difference, type FrameDescriptor } from './video-descriptor.ts';

/** Neighbouring candidates that differ more are of different shots. */
export const cutDifference = 0.2;
/** A frame that differs less from the last kept one shows nothing new. */
export const driftDifference = 0.08;
/** Kept frames of one shot are at least this far apart. */
export const driftIntervalMs = 1900;

export type Candidate = {
  readonly timeMs: number;
  readonly descriptor: FrameDescriptor;
  /** The decoder reported errors in it. */
  readonly damaged: boolean;
};

export type ShotState = {
  /** Shot of the last kept frame; -1 before the first. */
  readonly shot: number;
  readonly lastKept: Candidate | null;
  readonly previous: Candidate | null;
};

export const beforeFirstShot: ShotState = { shot: -1, lastKept: null, previous: null };

/** `reserve`: unfit (blank or damaged); only for a video that has nothing better. */
export type Verdict = 'keep' | 'drop' | 'reserve';

export function judge(state: ShotState, next: Candidate): { verdict: Verdict; state: ShotState } {
  if (next.damaged || next.descriptor.blank) return { verdict: 'reserve', state };
  const { shot, lastKept, previous } = state;
  if (lastKept === null || previous === null) {
    return { verdict: 'keep', state: { shot: shot + 1, lastKept: next, previous: next } };
  }
  const drift = difference(lastKept.descriptor, next.descriptor);
  if (drift < driftDifference) return { verdict: 'drop', state: { ...state, previous: next } };
  if (difference(previous.descriptor, next.descriptor) >= cutDifference) {
    return { verdict: 'keep', state: { shot: shot + 1, lastKept: next, previous: next } };
  }
  if (next.timeMs - lastKept.timeMs >= driftIntervalMs) {
    return { verdict: 'keep', state: { shot, lastKept: next, previous: next } };
  }
  return { verdict: 'drop', state: { ...state, previous: next } };
}
