/** Embedding → hash code. Pure. See models/manifest.ts for the file's layout. */

export type HashGroup = { readonly bits: number; readonly dimensions: number };

export type HashParameters = {
  readonly dimension: number;
  readonly bits: number;
  /** float32[dimension] each. */
  readonly photoMean: Float32Array;
  readonly textMean: Float32Array;
  /** Each with its rotation, float32[bits][dimensions], row by row. */
  readonly groups: readonly (HashGroup & { readonly rotation: Float32Array })[];
};

export type Modality = 'photo' | 'text';

/** Views of little-endian float32s. Throws RangeError when the size is another. */
export function parseHashParameters(
  bytes: Uint8Array,
  dimension: number,
  groups: readonly HashGroup[],
): HashParameters {
  const bits = groups.reduce((sum, group) => sum + group.bits, 0);
  const covered = groups.reduce((sum, group) => sum + group.dimensions, 0);
  if (covered > dimension) {
    throw new RangeError(`groups of ${covered} dimensions for embeddings of ${dimension}`);
  }
  const rotations = groups.reduce((sum, group) => sum + group.bits * group.dimensions, 0);
  const expected = 4 * (2 * dimension + rotations);
  if (bytes.length !== expected) {
    throw new RangeError(`${bytes.length} bytes, not ${expected} for ${bits} bits of ${dimension}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const floats = Float32Array.from({ length: expected / 4 }, (_, index) =>
    view.getFloat32(4 * index, true),
  );
  let start = 2 * dimension;
  return {
    dimension,
    bits,
    photoMean: floats.subarray(0, dimension),
    textMean: floats.subarray(dimension, 2 * dimension),
    groups: groups.map((group) => {
      const end = start + group.bits * group.dimensions;
      const rotation = floats.subarray(start, end);
      start = end;
      return { bits: group.bits, dimensions: group.dimensions, rotation };
    }),
  };
}

/** The code of an embedding, `bits / 8` bytes: which of its projections are above zero. */
export function hashEmbedding(
  embedding: Float32Array,
  modality: Modality,
  parameters: HashParameters,
): Uint8Array {
  return packBits(Array.from(projectEmbedding(embedding, modality, parameters), (dot) => dot > 0));
}

/** float64[bits]: each group's run of an embedding, made a unit vector, centred and rotated. */
export function projectEmbedding(
  embedding: Float32Array,
  modality: Modality,
  { dimension, bits: allBits, photoMean, textMean, groups }: HashParameters,
): Float64Array {
  if (embedding.length !== dimension) {
    throw new RangeError(`an embedding of ${embedding.length}, not ${dimension}`);
  }
  const mean = modality === 'photo' ? photoMean : textMean;
  const projections = new Float64Array(allBits);
  let [start, place] = [0, 0];
  for (const { bits, dimensions, rotation } of groups) {
    const run = embedding.subarray(start, start + dimensions);
    const length = norm(run);
    const centred = Float64Array.from(
      run,
      (value, index) => (length === 0 ? 0 : value / length) - (mean[start + index] as number),
    );
    for (let bit = 0; bit < bits; bit += 1) {
      const row = bit * dimensions;
      let dot = 0;
      for (let index = 0; index < dimensions; index += 1) {
        dot += (rotation[row + index] as number) * (centred[index] as number);
      }
      projections[place + bit] = dot;
    }
    start += dimensions;
    place += bits;
  }
  return projections;
}

/** The length of each group's run of an embedding. */
export function groupLengths(
  embedding: Float32Array,
  groups: readonly Pick<HashGroup, 'dimensions'>[],
): number[] {
  let start = 0;
  return groups.map(({ dimensions }) => {
    const run = embedding.subarray(start, start + dimensions);
    start += dimensions;
    return norm(run);
  });
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
  const length = norm(embedding);
  if (!Number.isFinite(length) || length === 0) {
    throw new RangeError(`an embedding of length ${length} has no direction`);
  }
  for (let index = 0; index < embedding.length; index += 1) {
    embedding[index] = (embedding[index] as number) / length;
  }
  return embedding;
}

function norm(vector: Float32Array): number {
  let squares = 0;
  for (const value of vector) squares += value * value;
  return Math.sqrt(squares);
}
