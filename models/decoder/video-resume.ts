/**
 * Where a run over a video stands, as bytes: the engine keeps them beside the moments that were
 * made, and another run over the same bytes goes on there as if there had been no break.
 */
import { deserialize, serialize } from 'node:v8';
import type { PixelPlan } from '../../main/engine/workers/protocol.ts';
import type { DecodedMoment } from '../../main/engine/workers/types.ts';
import type { Position } from './video-candidates.ts';
import type { Effort } from './video-decoders.ts';
import { ffmpegInfo } from './video-ffmpeg.ts';
import type { ShotState } from './video-shots.ts';

/** To be raised whenever other frames would be looked at or kept, or `Standing` changes. */
const rules = 1;

export type Standing = {
  readonly effort: Effort;
  readonly position: Position;
  readonly shots: ShotState;
  /** Moments made so far. */
  readonly count: number;
  /** The unfit moment that is given where there is no other. */
  readonly reserve: DecodedMoment | null;
  /** What a decoder first complained of. */
  readonly error: string | null;
};

/** What must be the same for the rest to fit what was made before. */
const madeBy = (plan: PixelPlan): string => JSON.stringify([rules, ffmpegInfo().version, plan]);

export const writeResume = (standing: Standing, plan: PixelPlan): Uint8Array =>
  serialize({ madeBy: madeBy(plan), standing });

/** Null where another version, or another model, made it: then the video begins anew. */
export function readResume(bytes: Uint8Array | undefined, plan: PixelPlan): Standing | null {
  if (bytes === undefined) return null;
  try {
    const made = deserialize(bytes) as { madeBy: string; standing: Standing };
    return made.madeBy === madeBy(plan) ? made.standing : null;
  } catch {
    return null;
  }
}
