/**
 * Words and pictures in one query. Pure.
 *
 * Embeddings of pictures and of words lie in two narrow cones apart from each other, so their
 * plain sum says mostly which cone it is in. Hence each part is taken relative to the mean of its
 * own modality, made a unit vector, and summed; the sum's direction is then set on the photos'
 * mean, at the distance from it that the example pictures have. One picture alone comes out as
 * itself, and the result's code is centred as a photo's.
 */
export type QueryPart = {
  readonly modality: 'photo' | 'text';
  /** Unit float32[dimension]. */
  readonly embedding: Float32Array;
};

export type ModalityMeans = { readonly photoMean: Float32Array; readonly textMean: Float32Array };

/** Unit float32[dimension], near the photos. Throws RangeError without a part. */
export function composeEmbedding(parts: readonly QueryPart[], means: ModalityMeans): Float32Array {
  const [first] = parts;
  if (first === undefined) throw new RangeError('a query of nothing');
  const centred = parts.map((part) => ({
    modality: part.modality,
    offset: subtract(part.embedding, part.modality === 'photo' ? means.photoMean : means.textMean),
  }));
  const sum = new Float32Array(first.embedding.length);
  for (const { offset } of centred) addTo(sum, unit(offset));
  const pictures = centred.filter((part) => part.modality === 'photo');
  const reach = (pictures.length > 0 ? pictures : centred)
    .map((part) => norm(part.offset))
    .reduce((total, length, _, all) => total + length / all.length, 0);
  // Parts that cancel out leave the photos' mean: like everything, and nothing in particular.
  const direction = unit(sum);
  return unit(means.photoMean.map((mean, index) => mean + reach * (direction[index] ?? 0)));
}

function subtract(a: Float32Array, b: Float32Array): Float32Array {
  if (a.length !== b.length) throw new RangeError(`${a.length} and ${b.length} dimensions`);
  return a.map((value, index) => value - (b[index] ?? 0));
}

function addTo(sum: Float32Array, addend: Float32Array): void {
  for (let index = 0; index < sum.length; index += 1) {
    sum[index] = (sum[index] ?? 0) + (addend[index] ?? 0);
  }
}

function norm(vector: Float32Array): number {
  return Math.sqrt(vector.reduce((square, value) => square + value * value, 0));
}

/** Zeros stay zeros. */
function unit(vector: Float32Array): Float32Array {
  const length = norm(vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
