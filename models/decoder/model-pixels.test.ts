import { expect, it } from 'vitest';
import { resizeRgb } from '../runtime/resample.ts';
import { type RgbPicture, toModelPixels } from './model-pixels.ts';

const trained = {
  width: 32,
  height: 32,
  kernel: 'linear',
  jpegQuality: 78,
  areaFrom: 2.25,
} as const;
const plan = { width: 40, height: 40, kernel: 'cubic', maxPixels: 1e6 } as const;

it('squashes to the size of the model', async () => {
  const picture = checks(90, 60);
  const { width, height, data } = await toModelPixels(picture, plan);
  expect([width, height]).toEqual([40, 40]);
  expect(data).toEqual(resizeRgb(picture, 40, 40, 'cubic'));
});

it('makes a picture as the training photos were where it is that much larger, and no other', async () => {
  const small = checks(47, 48);
  expect(await toModelPixels(small, { ...plan, trained })).toEqual(
    await toModelPixels(small, plan),
  );

  const large = checks(48, 48);
  const seen = (await toModelPixels(large, { ...plan, trained })).data;
  const direct = (await toModelPixels(large, plan)).data;
  expect(seen).not.toEqual(direct);
  // A JPEG of the same picture, not of another.
  const apart = seen.reduce((sum, value, at) => sum + Math.abs(value - (direct[at] as number)), 0);
  expect(apart / seen.length).toBeLessThan(25);
});

it('goes by the size of the original where it was shrunk already', async () => {
  const shrunk = { ...checks(40, 40), originalWidth: 400, originalHeight: 400 };
  const seen = await toModelPixels(shrunk, { ...plan, trained });
  expect(seen).not.toEqual(await toModelPixels(shrunk, plan));
});

/** Coloured squares of seven pixels. */
function checks(width: number, height: number): RgbPicture {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3);
    const square = Math.floor((pixel % width) / 7) + Math.floor(pixel / width / 7);
    return (square * 53 + (at % 3) * 80) % 256;
  });
  return { width, height, data, originalWidth: width, originalHeight: height };
}
