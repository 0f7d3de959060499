import { describe, expect, it } from 'vitest';
import { calibrated, cosineByDistance } from './calibration.ts';

describe('calibrated', () => {
  it.each([
    [0, 0.5],
    [0.5, 0.9933],
    [-0.5, 0.0067],
  ])('of cosine %d', (cosine, score) => {
    expect(calibrated({ slope: 10, intercept: 0 }, cosine)).toBeCloseTo(score, 4);
  });
});

describe('cosineByDistance', () => {
  it.each([
    [
      'a line',
      [
        [10, 0.8],
        [20, 0.6],
        [30, 0.4],
      ],
      50,
      0,
    ],
    ['one moment', [[10, 0.8]], 50, 0.8],
    [
      'equal distances',
      [
        [10, 0.8],
        [10, 0.4],
      ],
      50,
      0.6,
    ],
    [
      'cosines that rise with the distance',
      [
        [10, 0.2],
        [20, 0.4],
      ],
      50,
      0.3,
    ],
  ])('goes through %s', (_, pairs, distance, expected) => {
    const rescored = pairs.map(([at = 0, cosine = 0]) => ({ distance: at, cosine }));
    expect(cosineByDistance(rescored)?.(distance)).toBeCloseTo(expected, 9);
  });

  it('knows nothing without a moment', () => {
    expect(cosineByDistance([])).toBeNull();
  });
});
