/** Moments along a video's time. Pure. */
import type { ItemMoment } from '../../main/engine/contract/library.ts';

/** Jumping back from just after a moment means the one before it. */
const slackMs = 700;

/** Time of the next or previous moment, in ms; undefined when there is none. */
export function neighbourMoment(
  moments: readonly ItemMoment[],
  timeMs: number,
  direction: 1 | -1,
): number | undefined {
  const times = moments.map((moment) => moment.timeMs ?? 0).sort((a, b) => a - b);
  return direction === 1
    ? times.find((time) => time > timeMs + 1)
    : times.findLast((time) => time < timeMs - slackMs);
}

/** The moment that is on: the last that has begun. Undefined before the first. */
export function currentMoment(
  moments: readonly ItemMoment[],
  timeMs: number,
): ItemMoment | undefined {
  let current: ItemMoment | undefined;
  for (const moment of moments) {
    const begun = (moment.timeMs ?? 0) <= timeMs + 1;
    if (begun && (moment.timeMs ?? 0) >= (current?.timeMs ?? -1)) current = moment;
  }
  return current;
}
