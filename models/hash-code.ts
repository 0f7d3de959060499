/**
 * From embedding to hash code: the signs of the rotated, centred embedding. Pure, the one
 * implementation for the encoder child (pictures, words) and the engine (composed queries).
 */

/** `hash.file` of a model: see the manifest. */
export type HashHead = {
  readonly dimension: number;
  readonly bits: number;
  readonly photoMean: Float32Array;
  readonly textMean: Float32Array;
  /** float32[bits][dimension], by rows. */
  readonly rotation: Float32Array;
};

/** Reads the bytes of a hash head. Throws RangeError when they are not of that size. */
export function parseHashHead(bytes: Uint8Array, dimension: number, bits: number): HashHead {
  if (bytes.length !== 4 * dimension * (2 + bits)) {
    throw new RangeError(`a hash head of ${bytes.length} bytes for ${bits} bits of ${dimension}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const floats = (start: number, count: number) =>
    Float32Array.from({ length: count }, (_, index) => view.getFloat32(4 * (start + index), true));
  return {
    dimension,
    bits,
    photoMean: floats(0, dimension),
    textMean: floats(dimension, dimension),
    rotation: floats(2 * dimension, bits * dimension),
  };
}

/**
 * Packed code, `bits / 8` bytes: bit b is bit (b & 7) of byte (b >> 3), and is set when
 * dot(rotation[b], embedding - mean) > 0, summed in double precision.
 */
export function hashCode(
  head: HashHead,
  modality: 'photo' | 'text',
  embedding: Float32Array,
): Uint8Array {
  const { dimension, bits, rotation } = head;
  if (embedding.length !== dimension) {
    throw new RangeError(`embedding of ${embedding.length} dimensions, hash head of ${dimension}`);
  }
  const mean = modality === 'photo' ? head.photoMean : head.textMean;
  const centred = Float64Array.from(embedding, (value, index) => value - (mean[index] as number));
  const code = new Uint8Array(bits / 8);
  for (let bit = 0; bit < bits; bit += 1) {
    let dot = 0;
    for (let index = 0; index < dimension; index += 1) {
      dot += (rotation[bit * dimension + index] as number) * (centred[index] as number);
    }
    if (dot > 0) code[bit >> 3] = (code[bit >> 3] as number) | (1 << (bit & 7));
  }
  return code;
}
