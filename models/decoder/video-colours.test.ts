import { describe, expect, test } from 'vitest';
import { type HdrSignal, toHdrSignal } from '../../test/support/hdr-signal.ts';
import { rollOff, toOrdinaryColours } from './video-colours.ts';

/** Greys, primaries and skin, 8 bits. */
const patches = [
  [0, 0, 0],
  [16, 16, 16],
  [64, 64, 64],
  [128, 128, 128],
  [200, 200, 200],
  [255, 255, 255],
  [200, 30, 30],
  [30, 180, 40],
  [30, 40, 200],
  [224, 172, 140],
  [250, 220, 60],
];
const picture = Uint8Array.from(patches.flat());
const twelve = (codes: Uint8Array): Uint16Array =>
  Uint16Array.from(codes, (code) => Math.round((code * 4095) / 255));

function furthest(one: Uint8Array, other: Uint8Array): number {
  return Math.max(...one.map((value, at) => Math.abs(value - (other[at] ?? 0))));
}

describe.each<HdrSignal>(['pq', 'hlg'])('%s', (transfer) => {
  test('what an ordinary screen can show comes back as it was', () => {
    const signal = twelve(toHdrSignal(picture, transfer));
    const shown = toOrdinaryColours(signal, { transfer, gamut: 'bt2020' });
    // The signal has 8 bits here; HDR's have 10.
    expect(furthest(shown, picture)).toBeLessThan(8);
  });

  test('what is brighter than white is drawn together, and what is dark stays', () => {
    const greys = Uint8Array.from([32, 96, 128, 160, 200, 230, 255].flatMap((v) => [v, v, v]));
    const bright = (pixel: number) => (pixel > 2 ? 4 : 1);
    const signal = twelve(toHdrSignal(greys, transfer, bright));
    const shown = toOrdinaryColours(signal, { transfer, gamut: 'bt2020' });
    expect(furthest(shown.subarray(0, 9), greys.subarray(0, 9))).toBeLessThan(8);
    const levels = [...shown].filter((_, at) => at % 3 === 0);
    expect(levels).toEqual([...new Set(levels)].sort((one, other) => one - other));
    expect(levels.at(-1)).toBeGreaterThan(250);
    for (let at = 0; at < shown.length; at += 3) {
      expect(
        Math.max(...shown.subarray(at, at + 3)) - Math.min(...shown.subarray(at, at + 3)),
      ).toBeLessThan(4);
    }
  });
});

test.each([
  ['bt2020', [1, 0.6, 0.5]],
  ['p3', [0.9, 0.2, 0.2]],
] as const)('a white and greys of %s stay white and grey', (gamut, colour) => {
  const signal = Uint16Array.from(
    [[1, 1, 1], [0.5, 0.5, 0.5], colour].flat().map((value) => Math.round(value * 4095)),
  );
  const shown = [...toOrdinaryColours(signal, { transfer: 'gamma', gamut })];
  expect(shown.slice(0, 3)).toEqual([255, 255, 255]);
  for (const grey of shown.slice(3, 6)) expect(Math.abs(grey - 127.5)).toBeLessThan(2);
  // The same numbers mean a stronger red in a wider gamut.
  expect((shown[6] ?? 0) - (shown[7] ?? 0)).toBeGreaterThan(255 * (colour[0] - colour[1]));
});

test.each([
  // light, peak, what it becomes
  [0.3, 5, 0.3],
  [0.5, 5, 0.5],
  [5, 5, 1],
  [9, 5, 1],
  [0.9, 1, 0.9],
  [1.2, 1, 1],
] as const)('light of %d under a peak of %d becomes %d', (light, peak, shown) => {
  expect(rollOff(light, peak)).toBeCloseTo(shown, 6);
});

test('the curve rises without a step, for any peak', () => {
  for (const peak of [1.001, 1.5, 5, 50]) {
    let before = 0;
    for (let light = 0; light <= peak; light += peak / 2000) {
      const shown = rollOff(light, peak);
      expect(shown).toBeGreaterThanOrEqual(before);
      expect(shown - before).toBeLessThanOrEqual(peak / 2000 + 1e-6);
      before = shown;
    }
  }
});
