/**
 * How much of one video's moments another one has, in the same order. Pure.
 *
 * The longest common subsequence, by dynamic programming (Wagner & Fischer 1974): the most pairs of
 * moments that are alike, each later than the one before in both.
 */
export function pairsInOrder(
  ofOne: number,
  ofOther: number,
  areAlike: (one: number, other: number) => boolean,
): number {
  let before = new Uint32Array(ofOther + 1);
  for (let one = 0; one < ofOne; one += 1) {
    const row = new Uint32Array(ofOther + 1);
    for (let other = 0; other < ofOther; other += 1) {
      const longest = Math.max(before[other + 1] as number, row[other] as number);
      const extended = (before[other] as number) + 1;
      // Asked only where it would tell: comparing pictures is the dear part.
      row[other + 1] = extended > longest && areAlike(one, other) ? extended : longest;
    }
    before = row;
  }
  return before[ofOther] as number;
}
