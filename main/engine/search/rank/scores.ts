/** Scores of a ranking: calibrated, 0 to 1, never rising down the list. Pure. */
import { calibrated, cosineByDistance, type LogisticFit } from './calibration.ts';
import type { RankedRows } from './rank.ts';

/**
 * float32[rows]. The head has its own scores; the tail has what its distances lead to
 * expect, at most the head's last score.
 */
export function scoresOf(
  ranked: RankedRows,
  fit: LogisticFit,
  largestDistance: number,
): Float32Array {
  const { rows, distances, rescored } = ranked;
  const scores = new Float32Array(rows.length);
  scores.set(ranked.scores);
  const head = ranked.scores.length;
  const last = ranked.scores[head - 1] ?? 1;
  if (rows.length === head) return scores;
  const expected = cosineByDistance(rescored);
  const byDistance = Float32Array.from({ length: largestDistance + 1 }, (_, distance) =>
    expected === null ? 0 : Math.min(last, calibrated(fit, expected(distance))),
  );
  for (let index = head; index < rows.length; index += 1) {
    scores[index] = byDistance[distances[rows[index] as number] as number] as number;
  }
  return scores;
}
