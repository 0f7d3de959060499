import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseHashParameters } from '../../../../models/runtime/hash.ts';
import { bitWeights, orderByEstimate } from './estimate.ts';

const bits = 16;
const weight = fc.double({ min: -1, max: 1, noNaN: true });
const arbitraryWeights = fc
  .array(weight, { minLength: bits, maxLength: bits })
  .map((values) => Float32Array.from(values));

test('rows stand by the sum of the weights of their set bits', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 2, maxLength: 60 }).filter(({ length }) => length % 2 === 0),
      arbitraryWeights,
      (codes, weights) => {
        const rows = Uint32Array.from({ length: codes.length / 2 }, (_, row) => row).reverse();
        const sumOf = (row: number) =>
          weights.reduce((sum, value, bit) => {
            const byte = codes[row * 2 + (bit >> 3)] as number;
            return ((byte >> (bit & 7)) & 1) === 1 ? sum + value : sum;
          }, 0);
        const ordered = orderByEstimate(rows, codes, weights);
        expect([...ordered].sort((a, b) => a - b)).toEqual([...rows].reverse());
        for (let place = 1; place < ordered.length; place += 1) {
          const [before, after] = [ordered[place - 1] as number, ordered[place] as number];
          // Sums are kept in 32 bits.
          expect(sumOf(before)).toBeGreaterThan(sumOf(after) - 1e-5);
        }
      },
    ),
  );
});

test('rows of one estimate stay in their order, also where no bit says anything', () => {
  const codes = Uint8Array.of(1, 0, 1, 0, 3, 0);
  const order = (...weights: number[]) =>
    orderByEstimate(
      Uint32Array.of(2, 1, 0),
      codes,
      Float32Array.from([...weights, ...Array(14).fill(0)]),
    );
  expect([...order(0.5, 0)]).toEqual([2, 1, 0]);
  expect([...order(0.5, -0.1)]).toEqual([1, 0, 2]);
  expect([...order(0, 0)]).toEqual([2, 1, 0]);
});

test('a bit weighs what its group weighs, times the length of the query there', () => {
  const shape = [
    { bits: 32, dimensions: 1 },
    { bits: 32, dimensions: 1 },
  ];
  const floats = Float32Array.from([0, 0, 0, 0.5, ...Array(32).fill(1), ...Array(32).fill(-1)]);
  const head = parseHashParameters(new Uint8Array(floats.buffer), 2, shape);
  const groups = shape.map((group, index) => ({ ...group, weight: index + 1 }));
  const weights = bitWeights(Float32Array.of(0.5, 2), 'text', head, { groups });
  expect([...weights]).toEqual([...Array(32).fill(0.5), ...Array(32).fill(-2)]);
});
