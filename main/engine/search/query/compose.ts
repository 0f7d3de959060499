import { groupLengths, type HashGroup } from '../../../../models/runtime/hash.ts';

/**
 * Words and pictures in one query. Pure.
 *
 * Embeddings of pictures and of words lie in two cones apart from each other, so each part is taken
 * relative to the mean of its own modality and made a unit vector. The pictures' sum and the words'
 * sum are each a direction; their weighted sum is set on the mean of the result's modality, at the
 * distance from it that the parts have. A part alone comes out as itself.
 */
export type QueryPart = {
  readonly modality: Modality;
  /** Unit float32[dimension]. */
  readonly embedding: Float32Array;
  /** How much it counts among the parts of its modality; below zero: not this. */
  readonly weight: number;
};

export type Modality = 'photo' | 'text';

/** The means of the hash head: of embeddings whose runs of dimensions were made unit vectors. */
export type ModalityMeans = {
  readonly photoMean: Float32Array;
  readonly textMean: Float32Array;
  readonly groups: readonly Pick<HashGroup, 'dimensions'>[];
};

/**
 * Cosines between pictures spread wider than those between words and pictures, so that in an equal
 * sum the pictures decide nearly alone. At this weight either side keeps more than half of what it
 * finds by itself (measure: words-and-pictures).
 */
const wordsWeight = 1.4;

/**
 * What a query of these parts is: a photo as soon as one is wanted. Words stay words beside photos that
 * are not: as a photo they would find a third of what they do (`measure -- feedback`).
 */
export function modalityOf(parts: readonly QueryPart[]): Modality {
  const hasPhoto = parts.some(({ modality, weight }) => modality === 'photo' && weight > 0);
  return hasPhoto || parts.every(({ modality }) => modality === 'photo') ? 'photo' : 'text';
}

/** Unit float32[dimension], among those of `modalityOf(parts)`. Throws RangeError without a part. */
export function composeEmbedding(parts: readonly QueryPart[], means: ModalityMeans): Float32Array {
  const modality = modalityOf(parts);
  const shape = parts.find((part) => part.modality === modality);
  if (shape === undefined) throw new RangeError('a query of nothing');
  const meanOf = (of: Modality) => (of === 'photo' ? means.photoMean : means.textMean);
  const offsetsOf = (of: Modality): Offset[] =>
    parts
      .filter((part) => part.modality === of)
      .map(({ embedding, weight }) => {
        const mean = meanLike(embedding, meanOf(of), means.groups);
        return { offset: subtract(embedding, mean), weight };
      });
  const mean = meanLike(shape.embedding, meanOf(modality), means.groups);
  const reaches = offsetsOf(modality).map(({ offset }) => norm(offset));
  const reach = reaches.reduce((sum, length) => sum + length, 0) / reaches.length;
  const picturesSide = directionOf(offsetsOf('photo'), mean.length);
  const wordsSide = directionOf(offsetsOf('text'), mean.length);
  // Sides that cancel out leave the mean: like everything, and nothing in particular.
  const direction = unit(
    picturesSide.map((value, index) => value + wordsWeight * (wordsSide[index] ?? 0)),
  );
  return unit(mean.map((value, index) => value + reach * (direction[index] ?? 0)));
}

type Offset = { readonly offset: Float32Array; readonly weight: number };

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

/**
 * Where the parts of one modality lead together: as long as the largest weight among them says, so
 * that many pictures are not louder than one. Zeros without any.
 */
function directionOf(offsets: readonly Offset[], dimension: number): Float32Array {
  const sum = new Float32Array(dimension);
  for (const { offset, weight } of offsets) addTo(sum, unit(offset), weight);
  const strength = Math.max(0, ...offsets.map(({ weight }) => Math.abs(weight)));
  return unit(sum).map((value) => strength * value);
}

function subtract(a: Float32Array, b: Float32Array): Float32Array {
  if (a.length !== b.length) throw new RangeError(`${a.length} and ${b.length} dimensions`);
  return a.map((value, index) => value - (b[index] ?? 0));
}

function addTo(sum: Float32Array, addend: Float32Array, weight: number): void {
  for (let index = 0; index < sum.length; index += 1) {
    sum[index] = (sum[index] ?? 0) + weight * (addend[index] ?? 0);
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
