import { describe, expect, it } from 'vitest';
import { hashCode, parseHashHead } from './hash-code.ts';

const dimension = 3;
const bits = 64;

/** Row b of the rotation is one axis, turned around when b is odd. */
function headBytes(): Uint8Array {
  const values = [0.5, 0, 0, 0, 0.5, 0];
  for (let bit = 0; bit < bits; bit += 1) {
    const row = [0, 0, 0];
    row[bit % dimension] = bit % 2 === 0 ? 1 : -1;
    values.push(...row);
  }
  return new Uint8Array(Float32Array.from(values).buffer);
}

describe('hashCode', () => {
  const head = parseHashHead(headBytes(), dimension, bits);
  const bitOf = (code: Uint8Array, bit: number) => ((code[bit >> 3] as number) >> (bit & 7)) & 1;

  it.each([
    ['photo', [0.6, 0.1, -0.1]],
    ['photo', [0.4, 0.1, 0.2]],
    ['text', [0.4, 0.1, 0.2]],
  ] as const)('sets a bit where the centred %s lies on the row, side of %j', (modality, values) => {
    const embedding = Float32Array.from(values);
    const mean = modality === 'photo' ? head.photoMean : head.textMean;
    const code = hashCode(head, modality, embedding);
    expect(code.length).toBe(8);
    for (let bit = 0; bit < bits; bit += 1) {
      const axis = bit % dimension;
      const offset = (embedding[axis] as number) - (mean[axis] as number);
      expect(bitOf(code, bit)).toBe((bit % 2 === 0 ? offset : -offset) > 0 ? 1 : 0);
    }
  });

  it('leaves a bit of a dot product of zero unset', () => {
    expect([...hashCode(head, 'photo', head.photoMean)]).toEqual(new Array(8).fill(0));
  });

  it('reads a head that does not start on a multiple of four', () => {
    const shifted = new Uint8Array(headBytes().length + 1);
    shifted.set(headBytes(), 1);
    expect(parseHashHead(shifted.subarray(1), dimension, bits)).toEqual(head);
  });

  it('names the size of a head or an embedding that does not fit', () => {
    expect(() => parseHashHead(new Uint8Array(12), dimension, bits)).toThrow(/12 bytes/);
    expect(() => hashCode(head, 'text', new Float32Array(2))).toThrow(/2 dimensions/);
  });
});
