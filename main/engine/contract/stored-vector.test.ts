import { expect, test } from 'vitest';
import {
  cosineWithStored,
  dequantiseVector,
  quantiseEmbedding,
  readStored,
  storedBytes,
} from './stored-vector.ts';

test.each([
  [
    [1, 0, -0.5],
    [32_767, 0, -16_383],
  ],
  [
    [0.6, -0.8],
    [19_660, -26_214],
  ],
  [
    [1.000_01, -1.000_01],
    [32_767, -32_767],
  ],
])('%j is stored as %j', (embedding, stored) => {
  expect([...quantiseEmbedding(Float32Array.from(embedding))]).toEqual(stored);
});

test('a component that no unit vector has is refused with its value', () => {
  expect(() => quantiseEmbedding(Float32Array.of(0, -1.5))).toThrow('-1.5');
  expect(() => quantiseEmbedding(Float32Array.of(0, Number.NaN))).toThrow('NaN');
  expect(() => quantiseEmbedding(Float32Array.of(0, Number.POSITIVE_INFINITY))).toThrow('Infinity');
});

test('read back as stored, and as older libraries stored it; other lengths leave what is there', () => {
  const vectors = Int16Array.of(7, 7, 7, 7);
  readStored(storedBytes(Int16Array.of(-300, 32_767)), 2, vectors, 1);
  expect([...vectors]).toEqual([7, -300, 32_767, 7]);
  readStored(Uint8Array.of(0xfd, 4), 2, vectors, 2);
  expect([...vectors]).toEqual([7, -300, -19_660, 26_214]);
  readStored(Uint8Array.of(1, 2, 3), 2, vectors, 0);
  expect([...vectors]).toEqual([7, -300, -19_660, 26_214]);
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
  [384, 0, 0.00003],
  [512, 0, 0.00003],
  [512, 4, 0.00003],
])('cosines of %d dimensions, outlier %d, within %d', (dimension, outlier, tolerance) => {
  const embeddings = Array.from({ length: 40 }, (_, seed) =>
    unitVector(seed + 1, dimension, outlier),
  );
  const vectors = new Int16Array(embeddings.length * dimension);
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
