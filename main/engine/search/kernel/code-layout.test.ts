import { describe, expect, it } from 'vitest';
import { codeLayout } from './code-layout.ts';

describe('codeLayout', () => {
  it.each([
    [512, [{ bits: 512, weight: 3 }], [[64, 1]], 512],
    [
      256,
      [
        { bits: 192, weight: 1 },
        { bits: 64, weight: 0.5 },
      ],
      [
        [24, 32],
        [32, 16],
      ],
      7168,
    ],
  ])('lays %i bits out in runs of whole words', (bits, groups, runs, largestDistance) => {
    const layout = codeLayout(bits, groups);
    expect(layout.groups.map((run) => [run.endByte, run.weight])).toEqual(runs);
    expect(layout).toMatchObject({ codeBytes: bits / 8, largestDistance });
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

  it('keeps every distance below the mark of a row that was not asked about', () => {
    const groups = [
      { bits: 16_352, weight: 1000 },
      { bits: 32, weight: 1 },
    ];
    expect(codeLayout(16_384, groups).largestDistance).toBeLessThan(65_535);
  });
});
