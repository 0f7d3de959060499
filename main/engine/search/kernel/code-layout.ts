/** What each differing bit of a code costs, as the scan wants to know it. Pure. */

/** A run of whole 32-bit words of a code that begins where the one before ended. */
export type BitGroup = {
  readonly endByte: number;
  /** What a differing bit in it costs: a whole number above zero. */
  readonly weight: number;
};

export type CodeLayout = {
  readonly codeBytes: number;
  readonly groups: readonly BitGroup[];
  /** The distance of a code to its complement. */
  readonly largestDistance: number;
};

/** 65,535 marks rows that were not asked about. */
const largestAllowed = 0xfffe;

/**
 * The manifest's bit groups, with their weights as integers, so that distances can be counted.
 * One group costs 1 a bit; of several the lightest costs about 16, which keeps ratios to 3 %.
 * Throws RangeError on groups that are no whole words or do not sum to `bits`.
 */
export function codeLayout(
  bits: number,
  groups: readonly { readonly bits: number; readonly weight: number }[],
): CodeLayout {
  const sum = groups.reduce((total, group) => total + group.bits, 0);
  if (sum !== bits || groups.some((group) => group.bits % 32 !== 0)) {
    throw new RangeError(`bit groups ${JSON.stringify(groups)} do not fit a code of ${bits} bits`);
  }
  const lightest = Math.min(...groups.map((group) => group.weight));
  const heaviest = groups.reduce((total, group) => total + group.bits * group.weight, 0);
  // Rounding, and the least weight of 1, add at most 1 a bit.
  const scale =
    groups.length === 1
      ? 1 / lightest
      : Math.min(16 / lightest, (largestAllowed - bits) / heaviest);
  let endByte = 0;
  let largestDistance = 0;
  const laidOut = groups.map((group) => {
    const weight = Math.max(1, Math.round(group.weight * scale));
    endByte += group.bits / 8;
    largestDistance += group.bits * weight;
    return { endByte, weight };
  });
  if (largestDistance > largestAllowed) {
    throw new RangeError(`distances up to ${largestDistance} do not fit 16 bits`);
  }
  return { codeBytes: bits / 8, groups: laidOut, largestDistance };
}
