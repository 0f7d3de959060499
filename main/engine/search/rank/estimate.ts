/**
 * A finer reading of codes than their Hamming distance: each bit counts by how far the query itself is
 * from changing it (asymmetric distance: Gordo et al., "Asymmetric distances for binary embeddings",
 * 2014). It needs no more of a moment than its code, and halves the vectors that must be read from
 * the disk for the same recall (docs/search.md). Pure.
 */
import type { ModelManifest } from '../../../../models/manifest.ts';
import {
  groupLengths,
  type HashParameters,
  type Modality,
  projectEmbedding,
} from '../../../../models/runtime/hash.ts';

/** float32[bits]: above zero where the query's own bit is set, and larger the surer it is. */
export type BitWeights = Float32Array;

/** A group counts as it does in a distance by code: its weight times the query's length there. */
export function bitWeights(
  embedding: Float32Array,
  modality: Modality,
  head: HashParameters,
  { groups }: Pick<ModelManifest['hash'], 'groups'>,
): BitWeights {
  const lengths = groupLengths(embedding, groups);
  const shares = groups.flatMap(({ bits, weight }, group) =>
    Array<number>(bits).fill(weight * (lengths[group] as number)),
  );
  const projections = projectEmbedding(embedding, modality, head);
  return Float32Array.from(projections, (value, bit) => value * (shares[bit] as number));
}

const largestKey = 0xffff_ffff;

/**
 * `rows`, the nearest first; rows of one estimate stay in their order. `codes` are packed,
 * `weights.length / 8` bytes a row.
 */
export function orderByEstimate(
  rows: Uint32Array,
  codes: Uint8Array,
  weights: BitWeights,
): Uint32Array {
  const codeBytes = weights.length / 8;
  const table = byteTable(weights);
  const most = weights.reduce((sum, weight) => sum + Math.max(0, weight), 0);
  const least = weights.reduce((sum, weight) => sum + Math.min(0, weight), 0);
  const scale = most > least ? largestKey / (most - least) : 0;
  // As pairs in one 64-bit key each, the estimate in the high half: sorted without a comparator.
  const pairs = new Uint32Array(rows.length * 2);
  for (let index = 0; index < rows.length; index += 1) {
    const start = (rows[index] as number) * codeBytes;
    let sum = 0;
    for (let byte = 0; byte < codeBytes; byte += 1) {
      sum += table[(byte << 8) | (codes[start + byte] as number)] as number;
    }
    pairs[index * 2] = index;
    // Sums in 32 bits can be a little beyond both ends.
    const key = Math.round((most - sum) * scale);
    pairs[index * 2 + 1] = Math.max(0, Math.min(largestKey, key));
  }
  new BigUint64Array(pairs.buffer).sort();
  return rows.map((_, index) => rows[pairs[index * 2] as number] as number);
}

/** float32[bytes * 256]: what each value of each byte of a code adds to an estimate. */
function byteTable(weights: BitWeights): Float32Array {
  const table = new Float32Array(weights.length * 32);
  for (let byte = 0; byte < weights.length / 8; byte += 1) {
    const start = byte * 256;
    for (let value = 1; value < 256; value += 1) {
      const lowest = value & -value;
      const weight = weights[byte * 8 + 31 - Math.clz32(lowest)] as number;
      table[start + value] = (table[start + (value ^ lowest)] as number) + weight;
    }
  }
  return table;
}
