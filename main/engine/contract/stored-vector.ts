/**
 * The vector that is kept of a unit embedding for rescoring: int16, in 32,767ths, so that its length
 * need not be kept. In int8 the ten best of 20,000 would be other ones in 2 of 100 places, of a million
 * in 5 (docs/search.md).
 */
const one = 32_767;

/** Rounding leaves a unit vector's components a little beyond 1. */
const largest = 1.001;

/** Unit float32[dimension] → int16[dimension]. Throws RangeError on components that it cannot have. */
export function quantiseEmbedding(embedding: Float32Array): Int16Array {
  // Plain loops: this runs for every moment, and iterators cost ten times as much.
  const stored = new Int16Array(embedding.length);
  for (let index = 0; index < embedding.length; index += 1) {
    const component = embedding[index] ?? 0;
    if (!(Math.abs(component) <= largest)) throw new RangeError(`embedding component ${component}`);
    stored[index] = Math.round(Math.max(-1, Math.min(1, component)) * one);
  }
  return stored;
}

/** As bytes, the low one of each pair first. */
export function storedBytes(stored: Int16Array): Uint8Array {
  return new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
}

/**
 * Reads stored bytes into `vectors` at `start`: int16[dimension], or int8[dimension] of any length as
 * older libraries have it. Leaves what is there where there are more or fewer bytes.
 */
export function readStored(
  bytes: Uint8Array,
  dimension: number,
  vectors: Int16Array,
  start: number,
): void {
  if (bytes.length === 2 * dimension) storedBytes(vectors).set(bytes, 2 * start);
  else if (bytes.length === dimension) vectors.set(quantiseEmbedding(unitOf(bytes)), start);
}

function unitOf(bytes: Uint8Array): Float32Array {
  return unit(Float32Array.from(bytes, (byte) => (byte << 24) >> 24));
}

/** Unit float32[dimension] in the stored vector's direction; zeros stay zeros. */
export function dequantiseVector(stored: Int16Array): Float32Array {
  return unit(Float32Array.from(stored));
}

function unit(vector: Float32Array): Float32Array {
  let square = 0;
  for (const component of vector) square += component * component;
  const scale = square === 0 ? 0 : 1 / Math.sqrt(square);
  return vector.map((component) => component * scale);
}

/**
 * Cosine of a unit float query with the stored vector at `start` of `vectors`
 * (contiguous rows of `query.length` int16). 0 for a stored vector of zeros.
 */
export function cosineWithStored(query: Float32Array, vectors: Int16Array, start: number): number {
  let sum = 0;
  for (let index = 0; index < query.length; index += 1) {
    sum += (query[index] as number) * (vectors[start + index] as number);
  }
  return sum / one;
}
