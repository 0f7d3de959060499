/** Codes of many photos at once; the same as `hashEmbedding` gives one by one. */
import { type HashParameters, hashEmbedding } from '../../models/runtime/hash.ts';
import { type Multiply, transpose } from './matrix.ts';
import { lengthOf } from './population.ts';

/** Unit rows float32[n * dimension] → packed codes, `bits / 8` bytes each. */
export function createHasher(multiply: Multiply, head: HashParameters) {
  const { dimension, bits, photoMean } = head;
  const rotations = head.groups.map((group) => transpose(group.rotation, group.dimensions));

  return async (rows: Float32Array): Promise<Uint8Array> => {
    const count = rows.length / dimension;
    const codes = new Uint8Array((count * bits) / 8);
    let [start, firstBit] = [0, 0];
    for (const [number, group] of head.groups.entries()) {
      const centred = new Float32Array(count * group.dimensions);
      for (let row = 0; row < count; row += 1) {
        const from = row * dimension + start;
        const run = rows.subarray(from, from + group.dimensions);
        const length = lengthOf(run) || 1;
        for (let index = 0; index < run.length; index += 1) {
          centred[row * group.dimensions + index] =
            (run[index] as number) / length - (photoMean[start + index] as number);
        }
      }
      const turned = await multiply(centred, rotations[number] as Float32Array, group.dimensions);
      for (const [place, value] of turned.entries()) {
        if (value <= 0) continue;
        const bit = Math.floor(place / group.bits) * bits + firstBit + (place % group.bits);
        codes[bit >> 3] = (codes[bit >> 3] as number) | (1 << (bit & 7));
      }
      start += group.dimensions;
      firstBit += group.bits;
    }
    assertSame(codes.subarray(0, bits / 8), rows.subarray(0, dimension), head);
    return codes;
  };
}

/** Sums in another order may turn a bit that is next to its threshold. */
function assertSame(code: Uint8Array, row: Float32Array, head: HashParameters): void {
  const expected = hashEmbedding(row, 'photo', head);
  let differing = 0;
  for (const [index, byte] of expected.entries()) {
    for (let bits = byte ^ (code[index] as number); bits !== 0; bits &= bits - 1) differing += 1;
  }
  if (differing > 2) throw new Error(`a code differs from the program's in ${differing} bits`);
}
