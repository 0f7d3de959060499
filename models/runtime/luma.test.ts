import { expect, test } from 'vitest';
import { lumaGrid, lumaSide } from './luma.ts';

const side = 4 * lumaSide;

test('each place is the mean luma of its part of the picture', () => {
  const data = new Uint8Array(side * side * 3);
  // Red at the left, and of the rest a row white and a row black in turn.
  for (let pixel = 0; pixel < side * side; pixel += 1) {
    const [column, row] = [pixel % side, Math.floor(pixel / side)];
    const white = row % 2 === 0 ? 255 : 0;
    data.set(column < side / 2 ? [255, 0, 0] : [white, white, white], pixel * 3);
  }
  const luma = lumaGrid({ width: side, height: side, data });
  expect(luma).toHaveLength(lumaSide * lumaSide);
  for (let place = 0; place < luma.length; place += 1) {
    const expected = place % lumaSide < lumaSide / 2 ? 76 : 128;
    expect(Math.abs((luma[place] ?? 0) - expected)).toBeLessThanOrEqual(1);
  }
});
