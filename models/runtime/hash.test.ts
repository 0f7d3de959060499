import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupLengths, hashEmbedding, normalise, packBits, parseHashParameters } from './hash.ts';

test('bit b is bit (b & 7) of byte (b >> 3)', () => {
  const bits = Array.from({ length: 16 }, (_, bit) => bit === 0 || bit === 3 || bit === 9);
  expect(Array.from(packBits(bits))).toEqual([0b0000_1001, 0b0000_0010]);
});

function unpackBits(packed: Uint8Array): boolean[] {
  return [...packed].flatMap((byte) =>
    Array.from({ length: 8 }, (_, bit) => ((byte >> bit) & 1) === 1),
  );
}

test('unpacking undoes packing', () => {
  const bytes = fc.array(fc.boolean(), { maxLength: 40 }).map((bits) => {
    return [...bits, ...Array(7 - ((bits.length + 7) % 8)).fill(false)] as boolean[];
  });
  fc.assert(
    fc.property(bytes, (bits) => {
      expect(unpackBits(packBits(bits))).toEqual(bits);
    }),
  );
});

/** dimension 2, 64 bits: row b of the rotation is the direction at b * 360 / 64 degrees. */
function parameters() {
  const rows = Array.from({ length: 64 }, (_, bit) => {
    const angle = (bit * 2 * Math.PI) / 64;
    return [Math.cos(angle), Math.sin(angle)];
  });
  const floats = Float32Array.from([0.5, 0, 0, 0.5, ...rows.flat()]);
  // Not at the start of its buffer, nor at a multiple of four: as a file's bytes may lie.
  const shifted = new Uint8Array(floats.byteLength + 1);
  shifted.set(new Uint8Array(floats.buffer), 1);
  return parseHashParameters(shifted.subarray(1), 2, [{ bits: 64, dimensions: 2 }]);
}

test('each modality is centred by its own mean', () => {
  const hash = parameters();
  const set = (modality: 'photo' | 'text', ...embedding: number[]) =>
    unpackBits(hashEmbedding(Float32Array.from(embedding), modality, hash))
      .map(Number)
      .join('');
  // From its mean a hair above the first axis: the rows within 90 degrees of that are set.
  expect(set('photo', 1, 0.01)).toBe('1'.repeat(17) + '0'.repeat(32) + '1'.repeat(15));
  expect(set('text', 0.86, 0.51)).toBe('1'.repeat(17) + '0'.repeat(32) + '1'.repeat(15));
  expect(set('photo', 0.86, 0.51)).not.toBe(set('text', 0.86, 0.51));
});

test('each group reads its own dimensions, made a unit vector', () => {
  const groups = [
    { bits: 32, dimensions: 1 },
    { bits: 32, dimensions: 2 },
  ];
  const means = [0.5, 0, 0.9, 0.5, 0, 0.9];
  const rotations = [...Array(32).fill(1), ...Array(32).fill([0, 1]).flat()];
  const floats = Float32Array.from([...means, ...rotations]);
  const hash = parseHashParameters(new Uint8Array(floats.buffer), 3, groups);
  const code = (...embedding: number[]) =>
    [...new Uint32Array(hashEmbedding(Float32Array.from(embedding), 'photo', hash).buffer)].map(
      (word) => word !== 0,
    );
  // 0.01 is short as it stands, but points where its run points.
  expect(code(0.01, 0, 0.02)).toEqual([true, true]);
  expect(code(-1, 0, 1)).toEqual([false, true]);
  expect(code(1, 1, 1)).toEqual([true, false]);
  expect(code(0, 0, 0)).toEqual([false, false]);
  expect(groupLengths(Float32Array.of(-2, 3, 4), groups)).toEqual([2, 5]);
});

test('a dimension that is left over is in no code', () => {
  const groups = [{ bits: 32, dimensions: 2 }];
  // Both means, then a rotation whose rows all are the first axis.
  const floats = Float32Array.from([...Array(6).fill(0), ...Array(32).fill([1, 0]).flat()]);
  const hash = parseHashParameters(new Uint8Array(floats.buffer), 3, groups);
  const code = (...embedding: number[]) =>
    hashEmbedding(Float32Array.from(embedding), 'text', hash);
  expect(code(0.6, 0.8, 9)).toEqual(code(0.6, 0.8, -9));
  expect(code(0.6, 0.8, 9)).not.toEqual(code(-0.6, 0.8, 9));
  expect(groupLengths(Float32Array.of(3, 4, 9), groups)).toEqual([5]);
});

test('files and embeddings of another size are refused with their sizes', () => {
  expect(() => parseHashParameters(new Uint8Array(100), 2, [{ bits: 64, dimensions: 2 }])).toThrow(
    '100 bytes, not 528',
  );
  expect(() => parseHashParameters(new Uint8Array(0), 1, [{ bits: 64, dimensions: 2 }])).toThrow(
    'groups of 2 dimensions for embeddings of 1',
  );
  expect(() => hashEmbedding(new Float32Array(3), 'photo', parameters())).toThrow('3, not 2');
});

test('normalise makes the length 1 and refuses what has none', () => {
  expect(Array.from(normalise(Float32Array.from([3, 4])))).toEqual([
    Math.fround(0.6),
    Math.fround(0.8),
  ]);
  for (const bad of [
    [0, 0],
    [Number.NaN, 1],
    [Number.POSITIVE_INFINITY, 1],
  ]) {
    expect(() => normalise(Float32Array.from(bad))).toThrow(RangeError);
  }
});
