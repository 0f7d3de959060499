/** Embedding → hash code. Pure. See models/manifest.ts for the file's layout. */

export type HashParameters = {
  readonly dimension: number;
  readonly bits: number;
  /** float32[dimension] each. */
  readonly photoMean: Float32Array;
  readonly textMean: Float32Array;
  /** float32[bits][dimension], row by row. */
  readonly rotation: Float32Array;
};

export type Modality = 'photo' | 'text';

/** Views of little-endian float32s. Throws RangeError when the size is another. */
export function parseHashParameters(
  bytes: Uint8Array,
  dimension: number,
  bits: number,
): HashParameters {
  const expected = 4 * dimension * (2 + bits);
  if (bytes.length !== expected) {
    throw new RangeError(`${bytes.length} bytes, not ${expected} for ${bits} bits of ${dimension}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const floats = Float32Array.from({ length: expected / 4 }, (_, index) =>
    view.getFloat32(4 * index, true),
  );
  return {
    dimension,
    bits,
    photoMean: floats.subarray(0, dimension),
    textMean: floats.subarray(dimension, 2 * dimension),
    rotation: floats.subarray(2 * dimension),
  };
}

/** Bit b is set when dot(rotation[b], embedding - mean) > 0. `bits / 8` bytes. */
export function hashEmbedding(
  embedding: Float32Array,
  modality: Modality,
  { dimension, bits, photoMean, textMean, rotation }: HashParameters,
): Uint8Array {
  if (embedding.length !== dimension) {
    throw new RangeError(`an embedding of ${embedding.length}, not ${dimension}`);
  }
  const mean = modality === 'photo' ? photoMean : textMean;
  const centred = Float64Array.from(embedding, (value, index) => value - (mean[index] as number));
  const signs = Array.from({ length: bits }, (_, bit) => {
    const row = bit * dimension;
    let dot = 0;
    for (let index = 0; index < dimension; index += 1) {
      dot += (rotation[row + index] as number) * (centred[index] as number);
    }
    return dot > 0;
  });
  return packBits(signs);
}

/** Bit b is bit (b & 7) of byte (b >> 3). */
export function packBits(bits: readonly boolean[]): Uint8Array {
  const packed = new Uint8Array(Math.ceil(bits.length / 8));
  bits.forEach((set, bit) => {
    if (set) packed[bit >> 3] = (packed[bit >> 3] as number) | (1 << (bit & 7));
  });
  return packed;
}

/** In place, to length 1. Throws RangeError on what has no direction. */
export function normalise(embedding: Float32Array): Float32Array {
  let squares = 0;
  for (const value of embedding) squares += value * value;
  const length = Math.sqrt(squares);
  if (!Number.isFinite(length) || length === 0) {
    throw new RangeError(`an embedding of length ${length} has no direction`);
  }
  for (let index = 0; index < embedding.length; index += 1) {
    embedding[index] = (embedding[index] as number) / length;
  }
  return embedding;
}
