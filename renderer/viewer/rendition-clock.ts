/** The time of a rendition's stream. Pure. */

/** A copied stream begins at a keyframe up to this long before what was asked for. */
export const longestLeadMs = 2_600;

/**
 * What to add to the player's time to get the video's. The engine keeps the source's own times;
 * a browser that counts every stream from 0 gives itself away by a first frame (`firstMs`, on the
 * player's clock) long before anything that was sent.
 */
export function streamBaseMs(fromMs: number, firstMs: number): number {
  return firstMs < fromMs - longestLeadMs - 100 ? fromMs : 0;
}

/**
 * How fast to run towards the asked moment, since a stream cannot be sought: 1 is there. Near the
 * end slow enough that one drawn frame does not overshoot by much.
 */
export function approachRate(remainingMs: number): number {
  if (remainingMs <= 40) return 1;
  return remainingMs > 800 ? 8 : 3;
}
