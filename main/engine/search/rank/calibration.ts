/** From cosines and distances to scores between 0 and 1. Pure. */

/** score = 1 / (1 + exp(-(slope * cosine + intercept))) */
export type LogisticFit = { readonly slope: number; readonly intercept: number };

export function calibrated(fit: LogisticFit, cosine: number): number {
  return 1 / (1 + Math.exp(-(fit.slope * cosine + fit.intercept)));
}

/** What rescoring saw of one moment: its distance by code and its cosine. */
export type Rescored = { readonly distance: number; readonly cosine: number };

/**
 * The cosine to expect at a distance, by least squares over the rescored moments: the rows beyond
 * them are known by their distance alone. Never rises with the distance; null without any.
 */
export function cosineByDistance(
  rescored: readonly Rescored[],
): ((distance: number) => number) | null {
  if (rescored.length === 0) return null;
  const meanDistance = mean(rescored.map((moment) => moment.distance));
  const meanCosine = mean(rescored.map((moment) => moment.cosine));
  let covariance = 0;
  let variance = 0;
  for (const { distance, cosine } of rescored) {
    covariance += (distance - meanDistance) * (cosine - meanCosine);
    variance += (distance - meanDistance) ** 2;
  }
  const slope = variance === 0 ? 0 : Math.min(0, covariance / variance);
  return (distance) => meanCosine + slope * (distance - meanDistance);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
