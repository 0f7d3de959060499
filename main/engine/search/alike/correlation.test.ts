import { describe, expect, test } from 'vitest';
import { lumaSide } from '../../../../models/runtime/luma.ts';
import { correlation, lumaWindows } from './correlation.ts';

/** Of a drawn scene: `x` and `y` from 0 to 1. */
const scene = (x: number, y: number) =>
  140 + 50 * Math.sin(5 * x + 2 * y) + 40 * Math.cos(9 * y - 3 * x * y) - 20 * x;

/** The part of the scene from `left` and `top`, `width` and `height` large. */
function gridOf(
  of: (x: number, y: number) => number,
  [left, top, width, height]: readonly [number, number, number, number] = [0, 0, 1, 1],
): Uint8Array {
  return Uint8Array.from({ length: lumaSide ** 2 }, (_, place) => {
    const [column, row] = [place % lumaSide, Math.floor(place / lumaSide)];
    return of(left + ((column + 0.5) / lumaSide) * width, top + ((row + 0.5) / lumaSide) * height);
  });
}

const alike = (a: Uint8Array, b: Uint8Array) => correlation(lumaWindows(a), lumaWindows(b));

describe('a scene and', () => {
  const whole = gridOf(scene);
  test('itself, lighter, with more contrast', () => {
    expect(alike(whole, whole)).toBeCloseTo(1, 5);
    expect(
      alike(
        whole,
        gridOf((x, y) => scene(x, y) * 0.6 + 60),
      ),
    ).toBeGreaterThan(0.99);
  });

  test.each([
    ['its middle', [0.025, 0.025, 0.95, 0.95]],
    ['a corner of it', [0, 0.05, 0.95, 0.95]],
    ['most of its width', [0.1, 0, 0.9, 1]],
  ] as const)('%s, either way round', (_, part) => {
    const cropped = gridOf(scene, part);
    expect(alike(whole, cropped)).toBeGreaterThan(0.98);
    expect(alike(cropped, whole)).toBe(alike(whole, cropped));
  });

  test('another one', () => {
    expect(
      alike(
        whole,
        gridOf((x, y) => 128 + 90 * Math.sin(11 * y + 7 * x)),
      ),
    ).toBeLessThan(0.6);
  });

  test('its negative', () => {
    expect(
      alike(
        whole,
        gridOf((x, y) => 255 - scene(x, y)),
      ),
    ).toBeLessThan(0);
  });
});

test('where there is nothing to see nothing is alike', () => {
  const grey = new Uint8Array(lumaSide ** 2).fill(128);
  expect(alike(grey, grey)).toBe(0);
});

test('a grid of another size is refused', () => {
  expect(() => lumaWindows(new Uint8Array(64))).toThrow('a luma grid of 64 places');
});
