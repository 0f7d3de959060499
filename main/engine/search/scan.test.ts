import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeLayout, codeWords, orderByDistance, scanDistances } from './scan.ts';

const ones = (word: number) => (word >>> 0).toString(2).replaceAll('0', '').length;

describe('codeLayout', () => {
  it.each([
    [512, [{ bits: 512, weight: 3 }], [[0, 16, 1]], 512],
    [
      256,
      [
        { bits: 192, weight: 1 },
        { bits: 64, weight: 0.5 },
      ],
      [
        [0, 6, 32],
        [6, 2, 16],
      ],
      7168,
    ],
    [
      1024,
      [{ bits: 1024, weight: 1 }],
      [
        [0, 28, 1],
        [28, 4, 1],
      ],
      1024,
    ],
  ])('lays %i bits out in runs of whole words', (bits, groups, runs, largestDistance) => {
    const layout = codeLayout(bits, groups);
    expect(layout.groups.map((run) => [run.startWord, run.words, run.weight])).toEqual(runs);
    expect(layout.largestDistance).toBe(largestDistance);
  });

  it.each([
    [512, [{ bits: 256, weight: 1 }]],
    [
      64,
      [
        { bits: 48, weight: 1 },
        { bits: 16, weight: 1 },
      ],
    ],
  ])('refuses groups that do not fit a code of %i bits', (bits, groups) => {
    expect(() => codeLayout(bits, groups)).toThrow(RangeError);
  });
});

describe('scanDistances', () => {
  it('is the weighted number of differing bits', () => {
    const arbitrary = fc.integer({ min: 1, max: 20 }).chain((pairs) =>
      fc.record({
        split: fc.integer({ min: 0, max: pairs * 2 - 1 }),
        codes: fc.array(fc.array(fc.integer(), { minLength: pairs * 2, maxLength: pairs * 2 }), {
          minLength: 1,
          maxLength: 5,
        }),
      }),
    );
    fc.assert(
      fc.property(arbitrary, ({ split, codes }) => {
        const [query = [], ...rest] = codes;
        const words = query.length;
        const groups =
          split === 0
            ? [{ bits: words * 32, weight: 1 }]
            : [
                { bits: split * 32, weight: 1 },
                { bits: (words - split) * 32, weight: 2 },
              ];
        const layout = codeLayout(words * 32, groups);
        const [heavy, light] = split === 0 ? [1, 1] : [32, 16];
        const expected = rest.map((code) =>
          code.reduce(
            (sum, word, index) =>
              sum + (index < split ? light : heavy) * ones(word ^ (query[index] as number)),
            0,
          ),
        );
        const distances = scanDistances(
          Uint32Array.from(rest.flat()),
          rest.length,
          Uint32Array.from(query),
          layout,
        );
        expect([...distances]).toEqual(expected);
      }),
    );
  });

  it('counts every bit of a code and its complement', () => {
    const layout = codeLayout(512, [{ bits: 512, weight: 1 }]);
    const codes = new Uint32Array(32).fill(0xffff_ffff, 0, 16);
    expect([...scanDistances(codes, 2, new Uint32Array(16), layout)]).toEqual([512, 0]);
  });

  it('names the sizes of a query that does not fit', () => {
    const layout = codeLayout(64, [{ bits: 64, weight: 1 }]);
    expect(() => scanDistances(new Uint32Array(2), 1, new Uint32Array(4), layout)).toThrow(
      /4 words/,
    );
  });
});

describe('orderByDistance', () => {
  it('equals a stable sort', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 })), (values) => {
        const rows = Uint32Array.from(values.keys());
        const expected = [...rows].sort((a, b) => (values[a] as number) - (values[b] as number));
        expect([...orderByDistance(rows, Uint16Array.from(values), 40)]).toEqual(expected);
      }),
    );
  });

  it('orders only the rows it is given', () => {
    const distances = Uint16Array.of(3, 1, 2, 0);
    expect([...orderByDistance(Uint32Array.of(2, 0), distances, 3)]).toEqual([2, 0]);
  });
});

describe('codeWords', () => {
  it('reads bytes that do not start on a multiple of four', () => {
    const bytes = Uint8Array.of(9, 1, 0, 0, 0, 0, 2, 0, 0);
    expect([...codeWords(bytes.subarray(1))]).toEqual([1, 0x200]);
  });
});
