/**
 * The small vector that is kept of an embedding for rescoring: int8, scaled so that the largest
 * component is 127. The scale is not kept: a cosine does not need it, and `cosineWithStored`
 * divides by the stored vector's own length.
 */

/** float32[dimension] → int8[dimension]. Throws on components that are not finite. */
export function quantiseEmbedding(embedding: Float32Array): Int8Array {
  // Plain loops: this runs for every moment, and iterators cost ten times as much.
  let largest = 0;
  for (let index = 0; index < embedding.length; index += 1) {
    const component = embedding[index] ?? 0;
    if (!Number.isFinite(component)) throw new RangeError(`embedding component ${component}`);
    largest = Math.max(largest, Math.abs(component));
  }
  const scale = largest === 0 ? 0 : 127 / largest;
  const stored = new Int8Array(embedding.length);
  for (let index = 0; index < stored.length; index += 1) {
    stored[index] = Math.round((embedding[index] ?? 0) * scale);
  }
  return stored;
}

/** Unit float32[dimension] in the stored vector's direction; zeros stay zeros. */
export function dequantiseVector(stored: Int8Array): Float32Array {
  const embedding = Float32Array.from(stored);
  let square = 0;
  for (const component of embedding) square += component * component;
  const scale = square === 0 ? 0 : 1 / Math.sqrt(square);
  return embedding.map((component) => component * scale);
}

/**
 * Cosine of a unit float query with the stored vector at `start` of `vectors`
 * (contiguous rows of `query.length` int8). 0 for a stored vector of zeros.
 */
export function cosineWithStored(query: Float32Array, vectors: Int8Array, start: number): number {
  let dot = 0;
  let square = 0;
  for (let index = 0; index < query.length; index += 1) {
    const component = vectors[start + index] ?? 0;
    dot += (query[index] ?? 0) * component;
    square += component * component;
  }
  return square === 0 ? 0 : dot / Math.sqrt(square);
}
