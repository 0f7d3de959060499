/**
 * The scan: the weighted Hamming distance of one query code to every code in memory, and the
 * order that follows from it. Pure, on plain typed arrays; a faster scan replaces this file alone.
 */

/** A run of whole 32-bit words of a code, and what each differing bit in it costs. */
export type BitGroup = {
  readonly startWord: number;
  readonly words: number;
  readonly weight: number;
};

export type CodeLayout = {
  readonly wordsPerCode: number;
  readonly groups: readonly BitGroup[];
  /** The distance of a code to its complement. */
  readonly largestDistance: number;
};

/** The byte counters of `addGroup` hold 8 per word and pair lane, so 28 words stay below 256. */
const wordsPerRun = 28;
const largestUint16 = 0xffff;

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
    groups.length === 1 ? 1 / lightest : Math.min(16 / lightest, (largestUint16 - bits) / heaviest);
  const runs: BitGroup[] = [];
  let startWord = 0;
  let largestDistance = 0;
  for (const group of groups) {
    const weight = Math.max(1, Math.round(group.weight * scale));
    const endWord = startWord + group.bits / 32;
    for (; startWord < endWord; startWord += wordsPerRun) {
      runs.push({ startWord, words: Math.min(wordsPerRun, endWord - startWord), weight });
    }
    startWord = endWord;
    largestDistance += group.bits * weight;
  }
  if (largestDistance > largestUint16) {
    throw new RangeError(`distances up to ${largestDistance} do not fit 16 bits`);
  }
  return { wordsPerCode: bits / 32, groups: runs, largestDistance };
}

/** Distances uint16[rows] of `query` (uint32[wordsPerCode]) to `codes` (rows of the same). */
export function scanDistances(
  codes: Uint32Array,
  rows: number,
  query: Uint32Array,
  layout: CodeLayout,
): Uint16Array {
  if (query.length !== layout.wordsPerCode || codes.length < rows * layout.wordsPerCode) {
    throw new RangeError(`query of ${query.length} words, codes of ${codes.length} for ${rows}`);
  }
  const distances = new Uint16Array(rows);
  for (const group of layout.groups) addGroup(codes, query, layout.wordsPerCode, group, distances);
  return distances;
}

/**
 * Adds one group's weighted distance to each row. Bits are counted side by side in nibbles, then
 * in bytes, for two words at a time (Warren, Hacker's Delight, 5-1); `| 0` keeps V8 on int32.
 */
function addGroup(
  codes: Uint32Array,
  query: Uint32Array,
  wordsPerCode: number,
  group: BitGroup,
  distances: Uint16Array,
): void {
  const { startWord, words, weight } = group;
  const pairedWords = words - (words % 2);
  for (let row = 0; row < distances.length; row += 1) {
    const start = row * wordsPerCode + startWord;
    let bytes = 0;
    for (let word = 0; word < pairedWords; word += 2) {
      const first = (codes[start + word] as number) ^ (query[startWord + word] as number);
      const second = (codes[start + word + 1] as number) ^ (query[startWord + word + 1] as number);
      const nibbles = (nibbleCounts(first) + nibbleCounts(second)) | 0;
      bytes = (bytes + (nibbles & 0x0f0f0f0f) + ((nibbles >>> 4) & 0x0f0f0f0f)) | 0;
    }
    if (pairedWords < words) {
      const last =
        (codes[start + pairedWords] as number) ^ (query[startWord + pairedWords] as number);
      const nibbles = nibbleCounts(last);
      bytes = (bytes + (nibbles & 0x0f0f0f0f) + ((nibbles >>> 4) & 0x0f0f0f0f)) | 0;
    }
    const halves = (bytes & 0x00ff00ff) + ((bytes >>> 8) & 0x00ff00ff);
    const bitsThatDiffer = (halves & 0xffff) + (halves >>> 16);
    distances[row] = (distances[row] as number) + weight * bitsThatDiffer;
  }
}

function nibbleCounts(word: number): number {
  const pairs = (word - ((word >>> 1) & 0x55555555)) | 0;
  return ((pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)) | 0;
}

/**
 * `rows` ordered by their distance, nearest first; rows of one distance keep their order.
 * A counting sort: two passes, whatever the number of rows.
 */
export function orderByDistance(
  rows: Uint32Array,
  distances: Uint16Array,
  largestDistance: number,
): Uint32Array {
  const starts = new Uint32Array(largestDistance + 2);
  // Indexed, not for-of: iterators cost twice the time in a loop of a million.
  for (let index = 0; index < rows.length; index += 1) {
    const bucket = (distances[rows[index] as number] as number) + 1;
    starts[bucket] = (starts[bucket] as number) + 1;
  }
  for (let bucket = 1; bucket < starts.length; bucket += 1) {
    starts[bucket] = (starts[bucket] as number) + (starts[bucket - 1] as number);
  }
  const ordered = new Uint32Array(rows.length);
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] as number;
    const bucket = distances[row] as number;
    const position = starts[bucket] as number;
    ordered[position] = row;
    starts[bucket] = position + 1;
  }
  return ordered;
}

/** A packed code (`bits / 8` bytes) as little-endian words, copied. */
export function codeWords(code: Uint8Array): Uint32Array {
  if (code.length % 4 !== 0) throw new RangeError(`a code of ${code.length} bytes`);
  return new Uint32Array(code.slice().buffer);
}
