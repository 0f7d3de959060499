/** Scores of a ranking: calibrated, 0 to 1, never rising down the list. Pure. */
import { calibrated, cosineByDistance, type LogisticFit } from './calibration.ts';
import type { RankedRows } from './rank.ts';

/**
 * float32[rows]. The head has its calibrated cosines; the tail has what its distances lead to
 * expect, at most the head's last score.
 */
export function scoresOf(
  ranked: RankedRows,
  fit: LogisticFit,
  largestDistance: number,
): Float32Array {
  const { rows, cosines, distances, rescored } = ranked;
  const scores = new Float32Array(rows.length);
  let last = 1;
  for (let index = 0; index < cosines.length; index += 1) {
    last = calibrated(fit, cosines[index] as number);
    scores[index] = last;
  }
  if (rows.length === cosines.length) return scores;
  const expected = cosineByDistance(rescored);
  const byDistance = Float32Array.from({ length: largestDistance + 1 }, (_, distance) =>
    expected === null ? 0 : Math.min(last, calibrated(fit, expected(distance))),
  );
  for (let index = cosines.length; index < rows.length; index += 1) {
    scores[index] = byDistance[distances[rows[index] as number] as number] as number;
  }
  return scores;
}
