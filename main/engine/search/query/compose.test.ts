import { describe, expect, it } from 'vitest';
import { composeEmbedding, type Modality, type QueryPart } from './compose.ts';

const unit = (...values: number[]) => {
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
};
const means = {
  photoMean: Float32Array.of(0.8, 0, 0, 0),
  textMean: Float32Array.of(0, 0.8, 0, 0),
  groups: [{ dimensions: 4 }],
};
const part = (modality: Modality, values: number[]): QueryPart => {
  return { modality, embedding: unit(...values), weight: 1 };
};
const photo = (...values: number[]) => part('photo', values);
const text = (...values: number[]) => part('text', values);
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, v, i) => sum + v * (b[i] ?? 0), 0);

describe('composeEmbedding', () => {
  it('leaves one picture as it is', () => {
    const only = photo(0.9, 0.1, 0.4, -0.2);
    expect(dot(composeEmbedding([only], means), only.embedding)).toBeCloseTo(1, 6);
  });

  it('does not depend on the order of the parts', () => {
    const parts = [photo(0.9, 0, 0.4, 0), photo(0.8, 0.3, 0, 0), text(0, 0.9, 0, 0.3)];
    const forward = composeEmbedding(parts, means);
    expect(dot(forward, composeEmbedding(parts.toReversed(), means))).toBeCloseTo(1, 6);
  });

  it('lies among the photos, and on the side of what picture and words say', () => {
    const composed = composeEmbedding([photo(0.9, 0, 0.4, 0), text(0, 0.9, 0, 0.4)], means);
    expect(dot(composed, composed)).toBeCloseTo(1, 6);
    expect(composed[0]).toBeGreaterThan(0.8);
    expect(composed[2]).toBeGreaterThan(0.2);
    expect((composed[3] ?? 0) / (composed[2] ?? 0)).toBeCloseTo(1.4, 1);
  });

  it('hears words as well beside three pictures as beside one', () => {
    const [words, picture] = [text(0, 0.8, 0, 0.4), photo(0.8, 0, 0.4, 0)];
    const beside = (count: number) =>
      composeEmbedding([...new Array(count).fill(picture), words], means);
    expect(dot(beside(3), beside(1))).toBeCloseTo(1, 6);
  });

  it('of words alone lies among the words, and away from those that are not wanted', () => {
    const [wanted, other] = [text(0, 0.9, 0.4, 0), text(0, 0.9, 0, 0.4)];
    expect(dot(composeEmbedding([wanted], means), wanted.embedding)).toBeCloseTo(1, 6);
    const composed = composeEmbedding([wanted, { ...other, weight: -0.5 }], means);
    expect(composed[1]).toBeGreaterThan(0.8);
    expect((composed[3] ?? 0) / (composed[2] ?? 0)).toBeCloseTo(-0.5, 1);
  });

  it('pushes words away from a picture that is not wanted', () => {
    const unwanted = { ...photo(0.9, 0, 0.4, 0), weight: -0.5 };
    const composed = composeEmbedding([text(0, 0.9, 0, 0.4), unwanted], means);
    // Among the words still.
    expect(composed[1]).toBeGreaterThan(0.8);
    expect((composed[2] ?? 0) / (composed[3] ?? 0)).toBeCloseTo(-0.5 / 1.4, 1);
  });

  it('hears weights beside a picture too, and pushes away what is not wanted', () => {
    const [picture, words] = [photo(0.9, 0, 0.4, 0), text(0, 0.9, 0, 0.4)];
    const leaning = (weight: number) => {
      const composed = composeEmbedding([picture, { ...words, weight }], means);
      return (composed[3] ?? 0) / (composed[2] ?? 1);
    };
    for (const weight of [-0.5, 0.1, 1, 3]) expect(leaning(weight)).toBeCloseTo(1.4 * weight, 1);
  });

  it('of parts that cancel out is the mean of the photos', () => {
    const [a, b] = [photo(0.8, 0, 0.6, 0), photo(0.8, 0, -0.6, 0)];
    expect([...composeEmbedding([a, b], means)]).toEqual([1, 0, 0, 0]);
  });

  it('takes each run of dimensions about its own mean, however long the run is', () => {
    const two = {
      photoMean: Float32Array.of(0.8, 0, 0.5, 0),
      textMean: Float32Array.of(0, 0.8, 0, 0.5),
      groups: [{ dimensions: 2 }, { dimensions: 2 }],
    };
    const picture = photo(0.4, 0.3, 0.3, 0.4);
    const said = composeEmbedding([picture, text(0, 1, 0, 0.1)], two);
    expect(said[1]).toBeGreaterThan(composeEmbedding([picture], two)[1] as number);
    expect(dot(composeEmbedding([picture], two), picture.embedding)).toBeCloseTo(1, 6);
  });

  it('refuses a query of nothing, and parts of other sizes', () => {
    expect(() => composeEmbedding([], means)).toThrow(RangeError);
    expect(() => composeEmbedding([photo(1, 0)], means)).toThrow(/2 and 4 dimensions/);
  });
});
