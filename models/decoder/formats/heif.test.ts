/** HEIC as phones write it, made here: put together, cut, turned and in the right colours. */
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import {
  colourProfile,
  cut,
  makeHeif,
  mirrored,
  numberedColours,
  type Picture,
  turned,
} from '../../../test/support/make-heif.ts';
import { corners, quarterPixels, turnedCorners } from '../../../test/support/quarters.ts';
import { decodePicture } from '../photo.ts';
import { openHeif } from './heif.ts';

const maxPixels = 2 ** 28;
const plan = { width: 16, height: 16, kernel: 'cubic', maxPixels } as const;
const upright = ['red', 'green', 'blue', 'grey'];

const whole = (width: number, height: number): Picture => ({
  rgb: quarterPixels(width, height),
  width,
  height,
});

/** The quarters, cut into tiles of that size; black where they end inside a tile. */
function tilesOf(width: number, height: number, side: number): Picture[] {
  const pixels = quarterPixels(width, height);
  const tiles: Picture[] = [];
  for (let top = 0; top < height; top += side) {
    for (let left = 0; left < width; left += side) {
      const rgb = Buffer.alloc(side * side * 3);
      for (let y = 0; y < Math.min(side, height - top); y += 1) {
        const start = ((top + y) * width + left) * 3;
        pixels.copy(rgb, y * side * 3, start, start + Math.min(side, width - left) * 3);
      }
      tiles.push({ rgb, width: side, height: side });
    }
  }
  return tiles;
}

/** As sRGB, upright. */
async function show(heif: Buffer) {
  const picture = sharp(openHeif(heif, maxPixels)).autoOrient().toColourspace('srgb').removeAlpha();
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

describe('pictures', () => {
  test('of one piece, with what the camera says', async () => {
    const exif = await exifOf({ Make: 'Pear', Model: 'Phone 7' });
    const heif = await makeHeif({ tiles: [whole(96, 64)], exif });
    const { metadata, moments } = await decodePicture(heif, plan);
    expect(metadata).toMatchObject({
      format: 'heic',
      width: 96,
      height: 64,
      camera: 'Pear Phone 7',
      browserShows: false,
    });
    expect(corners(moments[0]?.pixels as never)).toEqual(upright);
  });

  test('of tiles that reach beyond its edge, with a depth map and a burst beside it', async () => {
    const heif = await makeHeif({
      tiles: tilesOf(300, 200, 64),
      grid: { columns: 5, rows: 4, width: 300, height: 200 },
      auxiliary: { ...whole(64, 64), rgb: Buffer.alloc(64 * 64 * 3, 255) },
      further: [{ ...whole(64, 64), rgb: Buffer.alloc(64 * 64 * 3, 0) }],
    });
    const shown = await show(heif);
    expect([shown.width, shown.height, corners(shown)]).toEqual([300, 200, upright]);
    // No seam: nothing of a tile's neighbourhood is lost.
    const lines = await sharp(shown.data, { raw: { ...sizeOf(shown), channels: 3 } })
      .extract({ left: 0, top: 20, width: 300, height: 1 })
      .raw()
      .toBuffer();
    const reds = Array.from({ length: 300 }, (_, x) => lines[x * 3] ?? 0);
    expect(reds.slice(0, 144).filter((red) => Math.abs(red - 220) > 12)).toEqual([]);
  });

  test.each([
    ['8 bits, 4:4:4', 'yuv444p', 'uchar'],
    ['10 bits', 'yuv420p10le', 'ushort'],
    ['10 bits, 4:2:2, as cameras write it', 'yuv422p10le', 'ushort'],
    ['12 bits', 'yuv420p12le', 'ushort'],
    ['grey', 'gray', 'uchar'],
  ])('of %s', async (_, pixelFormat, depth) => {
    const heif = await makeHeif({ tiles: [whole(96, 64)], pixelFormat });
    expect((await sharp(openHeif(heif, maxPixels)).metadata()).depth).toBe(depth);
    const greys = ['87,87,87', 'grey', '63,63,63', 'grey'];
    expect(corners(await show(heif))).toEqual(pixelFormat === 'gray' ? greys : upright);
  });

  test('cut to an odd size away from the middle', async () => {
    const heif = await makeHeif({
      tiles: [whole(96, 64)],
      // From 40 on to the right, and from 10 on downwards.
      properties: [cut(51, 33, 35, -11), turned(0)],
    });
    const shown = await show(heif);
    expect([shown.width, shown.height]).toEqual([51, 33]);
    const at = (x: number, y: number) =>
      Array.from(shown.data.subarray((y * 51 + x) * 3)).slice(0, 3);
    expect(corners({ data: shown.data, width: 51, height: 33 })).toEqual([
      'green',
      'green',
      'grey',
      'grey',
    ]);
    expect(at(2, 2)[0]).toBeGreaterThan(190);
    expect(at(14, 2)[0]).toBeLessThan(60);
  });
});

test('an AVIF of tiles, also where it goes by another name', async () => {
  const avif = await makeHeif({
    codec: 'av1',
    tiles: tilesOf(300, 200, 64),
    grid: { columns: 5, rows: 4, width: 300, height: 200 },
    properties: [numberedColours(1, 13, 6, false)],
  });
  const renamed = Buffer.from(avif);
  renamed.write('mif1', 8);
  renamed.write('miaf', 20);
  for (const [bytes, format] of [
    [avif, 'avif'],
    [renamed, 'heic'],
  ] as const) {
    const { metadata, moments } = await decodePicture(bytes, plan);
    expect(metadata).toMatchObject({
      format,
      width: 300,
      height: 200,
      browserShows: format === 'avif',
    });
    expect(corners(moments[0]?.pixels as never)).toEqual(upright);
  }
});

describe('orientation', () => {
  const ways = [
    [1, []],
    [6, [turned(3)]],
    [3, [turned(2)]],
    [8, [turned(1)]],
    [2, [mirrored(1)]],
    [4, [mirrored(0)]],
    // The order of the boxes counts.
    [5, [turned(3), mirrored(1)]],
    [7, [mirrored(1), turned(3)]],
    [7, [turned(3), mirrored(0)]],
  ] as const;
  test.each(ways)('as EXIF numbers it: %i', async (orientation, properties) => {
    const heif = await makeHeif({
      tiles: [whole(96, 64)],
      properties: [...properties],
      // Says otherwise, and is not asked.
      exif: await exifOf({ Orientation: '3' }),
    });
    const expected = turnedCorners.find(([number]) => number === orientation)?.[1];
    expect(corners(await show(heif))).toEqual(expected);
    const { moments, metadata } = await decodePicture(heif, plan);
    expect(corners(moments[0]?.pixels as never)).toEqual(expected);
    expect(metadata.width).toBe(orientation < 5 ? 96 : 64);
  });
});

describe('colours', () => {
  test('matrix and range by the container, else by the codec', async () => {
    const byCodec = await makeHeif({ tiles: [whole(96, 64)], encoderOptions: 'range=limited' });
    const told = await makeHeif({
      tiles: [whole(96, 64)],
      encoderOptions: 'range=full:colormatrix=bt709',
      properties: [numberedColours(1, 13, 6, false)],
    });
    for (const heif of [byCodec, told]) expect(corners(await show(heif), 6)).toEqual(upright);
    const untold = await makeHeif({
      tiles: [whole(96, 64)],
      encoderOptions: 'range=full:colormatrix=bt709',
    });
    expect(corners(await show(untold), 6)).not.toEqual(upright);
  });

  test('Display P3, as a profile and as numbers', async () => {
    const p3 = await sharp(quarterPixels(8, 8), { raw: { width: 8, height: 8, channels: 3 } })
      .withIccProfile('p3')
      .png()
      .toBuffer();
    const { icc } = await sharp(p3).metadata();
    const properties = [
      [colourProfile(icc as Buffer)],
      [numberedColours(12, 13, 6, false)],
      // The profile counts more.
      [numberedColours(9, 13, 6, false), colourProfile(icc as Buffer)],
    ];
    for (const own of properties) {
      const shown = await show(await makeHeif({ tiles: [whole(96, 64)], properties: own }));
      const red = Array.from(shown.data.subarray(0, 3));
      // P3's (220, 30, 30) lies outside of sRGB.
      expect(near(red, [239, 0, 11], 14)).toBe(true);
    }
  });

  test.each([
    ['PQ', 16],
    ['HLG', 18],
  ])('HDR (%s) is not grey', async (_, transfer) => {
    // A grey ramp of light, and one strong colour, in signal values of that curve.
    const width = 96;
    const white = transfer === 16 ? 0.58 : 0.75;
    const rgb = Buffer.alloc(width * 64 * 3, Math.round(255 * white));
    for (let y = 32; y < 64; y += 1) {
      for (let x = 0; x < width; x += 1) rgb.set([0, 0, 0], (y * width + x) * 3);
    }
    const heif = await makeHeif({
      tiles: [{ rgb, width, height: 64 }],
      pixelFormat: 'yuv420p10le',
      properties: [numberedColours(9, transfer, 6, false)],
    });
    const shown = await show(heif);
    const grey = (y: number) => shown.data[(y * width + 48) * 3] ?? 0;
    // A white page is bright, though lamps are brighter; black is black.
    expect(grey(8)).toBeGreaterThan(200);
    expect(grey(8)).toBeLessThan(235);
    expect(grey(56)).toBeLessThan(8);
  });
});

describe('refusals', () => {
  const refuse = (heif: Buffer) => expect(decodePicture(heif, plan)).rejects;

  test('a canvas of 60,000 x 60,000, before anything is decoded', async () => {
    const grid = { columns: 1, rows: 1, width: 60_000, height: 60_000 };
    const heif = await makeHeif({ tiles: [whole(64, 64)], grid });
    await refuse(heif).toMatchObject({ code: 'too-many-pixels', detail: '60000 x 60000' });
  });

  test('a grid of more tiles than its picture has room for', async () => {
    const tiles = tilesOf(256, 64, 64);
    const heif = await makeHeif({ tiles, grid: { columns: 4, rows: 1, width: 64, height: 64 } });
    await refuse(heif).toMatchObject({ code: 'damaged-picture' });
  });

  test('a grid that lacks tiles', async () => {
    const grid = { columns: 256, rows: 256, width: 16_384, height: 16_384 };
    const heif = await makeHeif({ tiles: [whole(64, 64)], grid });
    await refuse(heif).toMatchObject({ code: 'damaged-picture' });
  });

  test('tables cut anywhere', async () => {
    const heif = await makeHeif({
      tiles: tilesOf(128, 64, 64),
      grid: { columns: 2, rows: 1, width: 128, height: 64 },
    });
    const media = heif.indexOf('mdat');
    for (let length = 40; length < media; length += 37) {
      await refuse(heif.subarray(0, length)).toMatchObject({ code: 'damaged-picture' });
    }
  });
});

const sizeOf = ({ width, height }: { width: number; height: number }) => ({ width, height });
const near = (one: readonly number[], other: readonly number[], tolerance: number): boolean =>
  one.every((value, index) => Math.abs(value - (other[index] ?? 999)) <= tolerance);

/** EXIF as a TIFF. */
async function exifOf(fields: Record<string, string>): Promise<Buffer> {
  const jpeg = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#000' } })
    .withExif({ IFD0: fields })
    .jpeg()
    .toBuffer();
  const { exif } = await sharp(jpeg).metadata();
  return (exif as Buffer).subarray(6);
}
