import { groupLengths, type HashGroup } from '../../../models/runtime/hash.ts';

/**
 * Words and pictures in one query. Pure.
 *
 * Embeddings of pictures and of words lie in two cones apart from each other, so each part is taken
 * relative to the mean of its own modality and made a unit vector. The pictures' sum and the words
 * are each a direction; their weighted sum is set on the photos' mean, at the distance from it that
 * the example pictures have. One picture alone comes out as itself, and the result's code is
 * centred as a photo's.
 */
export type QueryPart = {
  readonly modality: 'photo' | 'text';
  /** Unit float32[dimension]. */
  readonly embedding: Float32Array;
};

/** The means of the hash head: of embeddings whose runs of dimensions were made unit vectors. */
export type ModalityMeans = {
  readonly photoMean: Float32Array;
  readonly textMean: Float32Array;
  readonly groups: readonly Pick<HashGroup, 'dimensions'>[];
};

/**
 * Cosines between pictures spread wider than those between words and pictures, so that in an equal
 * sum the pictures decide nearly alone. At this weight either side keeps about 70 % of what it
 * finds by itself (measured on val, `docs/search.md`).
 */
const wordsWeight = 1.4;

/** Unit float32[dimension], near the photos. Throws RangeError without a part. */
export function composeEmbedding(parts: readonly QueryPart[], means: ModalityMeans): Float32Array {
  if (parts.length === 0) throw new RangeError('a query of nothing');
  const offsetsOf = (modality: QueryPart['modality'], mean: Float32Array) =>
    parts
      .filter((part) => part.modality === modality)
      .map(({ embedding }) => subtract(embedding, meanLike(embedding, mean, means.groups)));
  const pictures = offsetsOf('photo', means.photoMean);
  const words = offsetsOf('text', means.textMean);
  const shape = parts.find((part) => part.modality === 'photo') ?? parts[0];
  const photoMean = meanLike(shape?.embedding ?? means.photoMean, means.photoMean, means.groups);
  const reaches = (pictures.length > 0 ? pictures : words).map(norm);
  const reach = reaches.reduce((sum, length) => sum + length, 0) / reaches.length;
  const picturesSide = directionOf(pictures, photoMean.length);
  const wordsSide = directionOf(words, photoMean.length);
  // Sides that cancel out leave the photos' mean: like everything, and nothing in particular.
  const direction = unit(
    picturesSide.map((value, index) => value + wordsWeight * (wordsSide[index] ?? 0)),
  );
  return unit(photoMean.map((mean, index) => mean + reach * (direction[index] ?? 0)));
}

/** A mean with each run of dimensions as long as it is in `embedding`, relative to a unit run. */
function meanLike(
  embedding: Float32Array,
  mean: Float32Array,
  groups: ModalityMeans['groups'],
): Float32Array {
  const lengths = groupLengths(embedding, groups);
  const scales = groups.flatMap(({ dimensions }, index) =>
    Array<number>(dimensions).fill(lengths[index] as number),
  );
  return mean.map((value, index) => value * (scales[index] ?? 0));
}

/** Unit sum of the offsets' directions; zeros without any. */
function directionOf(offsets: readonly Float32Array[], dimension: number): Float32Array {
  const sum = new Float32Array(dimension);
  for (const offset of offsets) addTo(sum, unit(offset));
  return unit(sum);
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
