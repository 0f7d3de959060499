/** The best chain of a video's moments, one a step, each later than the one before. Pure. */

export type Chain = {
  /** Index of the first step's moment. */
  readonly first: number;
  /** Geometric mean of its steps' scores. */
  readonly score: number;
};

/** The best chain yet that ends at a moment. */
type Ending = { readonly first: number; readonly product: number };

/**
 * `timesMs`: of the moments, never falling; `scores[step][moment]`: above 0, at most 1. Each moment of
 * a chain is later than the one before, by at most `withinMs`. Of chains that are as good, the one
 * whose first moment comes first in `moments` (by time, then as they are given). Undefined where no
 * moments follow each other so. Dynamic programming over the steps (as Viterbi 1967), linear in the
 * moments.
 */
export function bestChain(
  timesMs: readonly number[],
  scores: readonly Float64Array[],
  withinMs: number,
): Chain | undefined {
  let endings: (Ending | undefined)[] = timesMs.map((_, moment) => ({ first: moment, product: 1 }));
  for (const [step, ofStep] of scores.entries()) {
    const before = step === 0 ? endings : bestBefore(timesMs, endings, withinMs);
    endings = before.map(
      (ending, moment) =>
        ending && { first: ending.first, product: ending.product * (ofStep[moment] as number) },
    );
  }
  const best = endings.reduce(better, undefined);
  return best && { first: best.first, score: best.product ** (1 / scores.length) };
}

/** For each moment the best of the endings that are earlier by at most `withinMs`. */
function bestBefore(
  timesMs: readonly number[],
  endings: readonly (Ending | undefined)[],
  withinMs: number,
): (Ending | undefined)[] {
  /** Earlier moments that may still be the best of some window: each is better than all after it. */
  const open: { readonly timeMs: number; readonly ending: Ending }[] = [];
  let oldest = 0;
  let entering = 0;
  return timesMs.map((timeMs) => {
    for (; (timesMs[entering] as number) < timeMs; entering += 1) {
      const ending = endings[entering];
      if (ending === undefined) continue;
      while (open.length > oldest && better(open.at(-1)?.ending, ending) === ending) open.pop();
      open.push({ timeMs: timesMs[entering] as number, ending });
    }
    while (oldest < open.length && timeMs - (open[oldest]?.timeMs ?? 0) > withinMs) oldest += 1;
    return open[oldest]?.ending;
  });
}

function better(a: Ending | undefined, b: Ending | undefined): Ending | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return b.product > a.product || (b.product === a.product && b.first < a.first) ? b : a;
}
