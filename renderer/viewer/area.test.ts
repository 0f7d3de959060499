import { describe, expect, test } from 'vitest';
import { areaAfterKey, areaBetween, fittedInto, middleArea } from './area.ts';

test.each([
  [
    { x: 0.1, y: 0.2 },
    { x: 0.4, y: 0.8 },
    { left: 0.1, top: 0.2, width: 0.3, height: 0.6 },
  ],
  [
    { x: 0.4, y: 0.8 },
    { x: 0.1, y: 0.2 },
    { left: 0.1, top: 0.2, width: 0.3, height: 0.6 },
  ],
  [
    { x: -1, y: 0.5 },
    { x: 0.5, y: 3 },
    { left: 0, top: 0.5, width: 0.5, height: 0.5 },
  ],
])('from %j to %j', (from, to, expected) => {
  for (const [name, value] of Object.entries(areaBetween(from, to) ?? {})) {
    expect(value).toBeCloseTo(expected[name as keyof typeof expected]);
  }
});

test('a click draws nothing', () => {
  expect(areaBetween({ x: 0.5, y: 0.5 }, { x: 0.51, y: 0.9 })).toBeNull();
});

describe('keys', () => {
  const moved = (keys: readonly string[], resize = false) =>
    keys.reduce((area, key) => areaAfterKey(area, key, resize) ?? area, middleArea);
  test('move the box as far as the edge', () => {
    expect(moved(['ArrowLeft']).left).toBeCloseTo(0.23);
    expect(moved(new Array(50).fill('ArrowDown'))).toEqual({ ...middleArea, top: 0.5 });
  });
  test('resize it as far as the edge, and not to nothing', () => {
    expect(moved(new Array(50).fill('ArrowRight'), true).width).toBe(0.75);
    expect(moved(new Array(50).fill('ArrowUp'), true).height).toBe(0.02);
  });
  test('others do nothing', () => {
    expect(areaAfterKey(middleArea, 'x', false)).toBeUndefined();
  });
});

test.each([
  ['a wide photo between bars', { width: 400, height: 100 }, [0, 75, 200, 50]],
  ['a tall one', { width: 300, height: 600 }, [50, 0, 100, 200]],
  ['a small one, enlarged no further than twice', { width: 20, height: 10 }, [80, 90, 40, 20]],
])('%s', (_, photo, [left, top, width, height]) => {
  const place = fittedInto(photo, { width: 200, height: 200 });
  expect(place).toEqual({ left, top, width, height });
});
