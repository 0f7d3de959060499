/**
 * The vector that is kept of an embedding for rescoring: int16, scaled so that the largest component
 * is 32,767. The scale is not kept: a cosine does not need it, and `cosineWithStored` divides by the
 * stored vector's own length. In int8 the ten best of 20,000 would be other ones in 2 of 100 places.
 */
const largestStored = 32_767;

/** float32[dimension] → int16[dimension]. Throws on components that are not finite. */
export function quantiseEmbedding(embedding: Float32Array): Int16Array {
  // Plain loops: this runs for every moment, and iterators cost ten times as much.
  let largest = 0;
  for (let index = 0; index < embedding.length; index += 1) {
    const component = embedding[index] ?? 0;
    if (!Number.isFinite(component)) throw new RangeError(`embedding component ${component}`);
    largest = Math.max(largest, Math.abs(component));
  }
  const scale = largest === 0 ? 0 : largestStored / largest;
  const stored = new Int16Array(embedding.length);
  for (let index = 0; index < stored.length; index += 1) {
    stored[index] = Math.round((embedding[index] ?? 0) * scale);
  }
  return stored;
}

/** As bytes, the low one of each pair first. */
export function storedBytes(stored: Int16Array): Uint8Array {
  return new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
}

/**
 * Reads stored bytes into `vectors` at `start`: int16[dimension], or int8[dimension] as older
 * libraries have it. Leaves what is there where the bytes are of another length.
 */
export function readStored(
  bytes: Uint8Array,
  dimension: number,
  vectors: Int16Array,
  start: number,
): void {
  if (bytes.length === 2 * dimension) storedBytes(vectors).set(bytes, 2 * start);
  else if (bytes.length === dimension)
    vectors.set(new Int8Array(Uint8Array.from(bytes).buffer), start);
}

/** Unit float32[dimension] in the stored vector's direction; zeros stay zeros. */
export function dequantiseVector(stored: Int16Array): Float32Array {
  const embedding = Float32Array.from(stored);
  let square = 0;
  for (const component of embedding) square += component * component;
  const scale = square === 0 ? 0 : 1 / Math.sqrt(square);
  return embedding.map((component) => component * scale);
}

/**
 * Cosine of a unit float query with the stored vector at `start` of `vectors`
 * (contiguous rows of `query.length` int16). 0 for a stored vector of zeros.
 */
export function cosineWithStored(query: Float32Array, vectors: Int16Array, start: number): number {
  let dot = 0;
  let square = 0;
  for (let index = 0; index < query.length; index += 1) {
    const component = vectors[start + index] ?? 0;
    dot += (query[index] ?? 0) * component;
    square += component * component;
  }
  return square === 0 ? 0 : dot / Math.sqrt(square);
}
