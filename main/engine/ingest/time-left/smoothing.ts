/**
 * A time left that goes down like a clock. Each estimate pulls at it gently; only new work, which
 * nobody could know of, moves it at once. Pure.
 */

export type Smoothing = {
  /** `passedMs` since the last time; `work`: what is left, in any unit that new work adds to. */
  next(estimateMs: number, passedMs: number, work: number): number;
  /** The next estimate is taken as it is. */
  forget(): void;
};

/** How fast an estimate pulls: within this time, or within this part of the time left; */
const pullMs = 8_000;
const pullPart = 0.06;
/** but at first, when estimates still learn, within this part of the time that they have had. */
const learningPart = 0.4;
/** With more than this part of what was left on top of it, it is another task. */
const newPart = 0.05;

export function createSmoothing(): Smoothing {
  let shown:
    | { readonly ms: number; readonly leastWork: number; readonly ageMs: number }
    | undefined;
  return {
    next(estimateMs, passedMs, work) {
      if (shown === undefined || work > shown.leastWork * (1 + newPart)) {
        shown = { ms: estimateMs, leastWork: work, ageMs: shown?.ageMs ?? 0 };
        return estimateMs;
      }
      const expectedMs = Math.max(0, shown.ms - passedMs);
      const ageMs = shown.ageMs + passedMs;
      const calmMs = Math.max(pullMs, pullPart * expectedMs);
      const pull = 1 - Math.exp(-passedMs / Math.min(calmMs, learningPart * ageMs));
      const ms = expectedMs + pull * (estimateMs - expectedMs);
      shown = { ms, leastWork: Math.min(work, shown.leastWork), ageMs };
      return ms;
    },
    forget() {
      shown = undefined;
    },
  };
}
