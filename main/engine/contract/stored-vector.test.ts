import { expect, test } from 'vitest';
import { cosineWithStored, dequantiseVector, quantiseEmbedding } from './stored-vector.ts';

test.each([
  [
    [1, 0, -0.5],
    [127, 0, -63],
  ],
  [
    [0.001, -0.002],
    [64, -127],
  ],
  [
    [0, 0],
    [0, 0],
  ],
])('%j is stored as %j', (embedding, stored) => {
  expect([...quantiseEmbedding(Float32Array.from(embedding))]).toEqual(stored);
});

test('a component that is not finite is refused with its value', () => {
  expect(() => quantiseEmbedding(Float32Array.of(0, Number.NaN))).toThrow('NaN');
  expect(() => quantiseEmbedding(Float32Array.of(0, Number.POSITIVE_INFINITY))).toThrow('Infinity');
});

/** Deterministic normal-like components; a large one, as some models have, costs precision. */
function unitVector(seed: number, dimension: number, outlier: number): Float32Array {
  let state = seed * 2_654_435_761;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  const vector = Float32Array.from({ length: dimension }, () => next() + next() + next());
  vector[0] = outlier;
  const length = Math.hypot(...vector);
  return vector.map((component) => component / length);
}

test.each([
  [384, 0, 0.002],
  [512, 0, 0.002],
  [512, 4, 0.005],
])('cosines of %d dimensions, outlier %d, within %d', (dimension, outlier, tolerance) => {
  const embeddings = Array.from({ length: 40 }, (_, seed) =>
    unitVector(seed + 1, dimension, outlier),
  );
  const vectors = new Int8Array(embeddings.length * dimension);
  for (const [row, embedding] of embeddings.entries()) {
    vectors.set(quantiseEmbedding(embedding), row * dimension);
  }
  const [query = new Float32Array()] = embeddings;
  for (const [row, embedding] of embeddings.entries()) {
    const exact = embedding.reduce(
      (sum, component, index) => sum + component * (query[index] ?? 0),
      0,
    );
    expect(Math.abs(cosineWithStored(query, vectors, row * dimension) - exact)).toBeLessThan(
      tolerance,
    );
    const restored = dequantiseVector(vectors.subarray(row * dimension, (row + 1) * dimension));
    expect(Math.hypot(...restored)).toBeCloseTo(1, 5);
  }
});
