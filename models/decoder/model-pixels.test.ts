import sharp from 'sharp';
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

  const large = checks(50, 60);
  const seen = await toModelPixels(large, { ...plan, trained });
  const made = { width: 32, height: 32, data: resizeRgb(large, 32, 32, 'linear') };
  const raw = { width: 32, height: 32, channels: 3 } as const;
  const jpeg = await sharp(made.data, { raw })
    .jpeg({ quality: 78, chromaSubsampling: '4:2:0' })
    .toBuffer();
  const decoded = { ...made, data: await sharp(jpeg).raw().toBuffer() };
  expect(decoded.data).not.toEqual(Buffer.from(made.data));
  expect(seen.data).toEqual(resizeRgb(decoded, 40, 40, 'cubic'));
  const coarse = { ...trained, jpegQuality: 30 };
  expect(await toModelPixels(large, { ...plan, trained: coarse })).not.toEqual(seen);
});

it('goes by the size of the original where it was shrunk already', async () => {
  const shrunk = { ...checks(40, 40), originalWidth: 400, originalHeight: 400 };
  const seen = await toModelPixels(shrunk, { ...plan, trained });
  expect(seen).not.toEqual(await toModelPixels(shrunk, plan));
});

/** Coloured boxes of seven by five pixels. */
function checks(width: number, height: number): RgbPicture {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3);
    const box = Math.floor((pixel % width) / 7) + 2 * Math.floor(pixel / width / 5);
    return (box * 53 + (at % 3) * 80) % 256;
  });
  return { width, height, data, originalWidth: width, originalHeight: height };
}
