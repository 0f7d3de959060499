/** Photos drawn here, in every format and twist that we read, and the ones that we refuse. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { corners, quarters, turnedCorners } from '../../test/support/quarters.ts';
import { decodePhoto, decodePicture, renderPhoto } from './photo.ts';

// The children forbid every loader but their own formats'; here sharp draws them too.
sharp.unblock({ operation: ['VipsForeignLoad'] });

const folder = await mkdtemp(path.join(os.tmpdir(), 'afterimage-photo-'));
afterAll(() => rm(folder, { recursive: true }));

const side = 16;
const plan = { width: side, height: side, kernel: 'cubic', maxPixels: 2 ** 28 } as const;

async function decode(bytes: Uint8Array) {
  const { metadata, moments } = await decodePicture(bytes, plan);
  const [moment] = moments;
  if (!moment) throw new Error('no moment');
  return { metadata, ...moment };
}

const upright = ['red', 'green', 'blue', 'grey'];
const noPixels = { data: new Uint8Array(), width: 0, height: 0 };

describe('formats', () => {
  const formats: [string, () => Promise<Buffer>, boolean][] = [
    ['jpeg', () => quarters().jpeg().toBuffer(), true],
    ['png', () => quarters().png().toBuffer(), true],
    ['webp', () => quarters().webp().toBuffer(), true],
    ['gif', () => quarters().gif().toBuffer(), true],
    ['tiff', () => quarters().tiff().toBuffer(), false],
    ['avif', () => quarters().avif({ effort: 0 }).toBuffer(), true],
  ];
  test.each(formats)('%s', async (format, draw, browserShows) => {
    const { metadata, pixels, thumbnail, timeMs, shot } = await decode(await draw());
    expect({ format: metadata.format, browserShows: metadata.browserShows, timeMs, shot }).toEqual({
      format,
      browserShows,
      timeMs: null,
      shot: 0,
    });
    expect([metadata.width, metadata.height, pixels.data.length]).toEqual([
      96,
      64,
      side * side * 3,
    ]);
    expect(corners(pixels)).toEqual(upright);
    const { width, height, format: kind } = await sharp(thumbnail.data).metadata();
    expect({ width, height, kind }).toEqual({ width: 96, height: 64, kind: 'webp' });
  });

  const twists: [string, () => Promise<Buffer>, string[]][] = [
    ['16 bits', () => quarters().toColourspace('rgb16').png().toBuffer(), upright],
    ['16-bit TIFF', () => quarters().toColourspace('rgb16').tiff().toBuffer(), upright],
    ['a palette', () => quarters().png({ palette: true, colours: 8 }).toBuffer(), upright],
    ['CMYK', () => quarters().toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer(), upright],
    ['Display P3', () => quarters().withIccProfile('p3').png().toBuffer(), upright],
    ['progressive', () => quarters(2000, 1500).jpeg({ progressive: true }).toBuffer(), upright],
    [
      'grey',
      () =>
        sharp(Buffer.alloc(64, 128), { raw: { width: 8, height: 8, channels: 1 } })
          .png()
          .toBuffer(),
      Array(4).fill('grey'),
    ],
    [
      'transparent on white',
      () =>
        sharp({ create: { width: 9, height: 9, channels: 4, background: '#0000' } })
          .png()
          .toBuffer(),
      Array(4).fill('white'),
    ],
    [
      'one pixel',
      () =>
        sharp({ create: { width: 1, height: 1, channels: 3, background: '#808080' } })
          .png()
          .toBuffer(),
      Array(4).fill('grey'),
    ],
    ['a long strip', () => quarters(6000, 20).png().toBuffer(), upright],
    ['a large one', () => quarters(4000, 3000).jpeg().toBuffer(), upright],
  ];
  test.each(twists)('%s', async (_, draw, expected) => {
    const { pixels, metadata } = await decode(await draw());
    expect(corners(pixels)).toEqual(expected);
    expect(metadata.camera).toBeNull();
  });

  test('a CMYK JPEG needs a rendition', async () => {
    const bytes = await quarters().toColourspace('cmyk').jpeg().toBuffer();
    expect((await decode(bytes)).metadata.browserShows).toBe(false);
  });

  test.each([
    [{ left: 0, top: 0, width: 0.5, height: 1 }, ['red', 'red', 'blue', 'blue']],
    [{ left: 0.5, top: 0, width: 0.5, height: 0.5 }, ['green', 'green', 'green', 'green']],
    [{ left: 0.999, top: 0.999, width: 0.01, height: 0.01 }, ['grey', 'grey', 'grey', 'grey']],
  ])('a part of it as if it were the whole: %j', async (region, expected) => {
    const png = await quarters().png().toBuffer();
    const { moments } = await decodePicture(png, plan, region);
    expect(corners(moments[0]?.pixels ?? noPixels)).toEqual(expected);
    // Turned by its EXIF, the part is of what a person sees.
    const turned = await quarters().rotate(90).withMetadata({ orientation: 8 }).jpeg().toBuffer();
    const upright = await decodePicture(turned, plan, region);
    expect(corners(upright.moments[0]?.pixels ?? noPixels)).toEqual(expected);
  });

  test('a thumbnail is at most 480 by 320 and keeps the aspect', async () => {
    const sizes = [];
    for (const [width, height] of [
      [3000, 2000],
      [300, 2000],
      [2000, 100],
      [100, 50],
    ] as const) {
      const { thumbnail } = await decode(await quarters(width, height).jpeg().toBuffer());
      sizes.push([thumbnail.width, thumbnail.height]);
    }
    expect(sizes).toEqual([
      [480, 320],
      [48, 320],
      [480, 24],
      [100, 50],
    ]);
  });
});

describe('orientation', () => {
  // Small ones are decoded whole, large ones shrink while loading.
  test.each(turnedCorners)('%i', async (orientation, expected) => {
    for (const [width, height] of [
      [96, 64],
      [2400, 1600],
    ] as const) {
      const bytes = await quarters(width, height).withMetadata({ orientation }).jpeg().toBuffer();
      const { metadata, pixels, thumbnail } = await decode(bytes);
      const size = orientation < 5 ? [width, height] : [height, width];
      expect([metadata.width, metadata.height]).toEqual(size);
      expect(corners(pixels)).toEqual(expected);
      const small = await sharp(thumbnail.data).raw().toBuffer();
      expect(corners({ ...thumbnail, data: small })).toEqual(expected);
      const file = path.join(folder, `${orientation}.jpg`);
      await writeFile(file, bytes);
      const rendition = await renderPhoto(file, { maxEdge: 60, maxPixels: plan.maxPixels });
      const { data, info } = await sharp(rendition).raw().toBuffer({ resolveWithObject: true });
      expect(Math.max(info.width, info.height)).toBe(60);
      expect(corners({ ...info, data })).toEqual(expected);
    }
  });
});

describe('refusals', () => {
  const refusals: [string, () => Promise<Uint8Array>, string][] = [
    ['nothing', async () => new Uint8Array(), 'empty-file'],
    [
      'words',
      async () => Buffer.from('Dear diary, today I saw a dog. '.repeat(40)),
      'not-a-picture',
    ],
    ['zeros', async () => Buffer.alloc(5000), 'not-a-picture'],
    [
      'a picture cut short',
      async () => cut(await quarters(600, 400).jpeg().toBuffer()),
      'damaged-picture',
    ],
    ['a PNG cut short', async () => cut(await noise().png().toBuffer()), 'damaged-picture'],
    ['a WebP cut short', async () => cut(await noise().webp().toBuffer()), 'damaged-picture'],
    ['a TIFF cut short', async () => cut(await noise().tiff().toBuffer()), 'damaged-picture'],
    [
      'a JPEG that only begins',
      async () => Buffer.from('ffd8ffe000104a46494600', 'hex'),
      'damaged-picture',
    ],
    [
      'a drawing',
      async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      'unsupported-format',
    ],
    [
      'too many pixels',
      () =>
        sharp({
          create: { width: 17_000, height: 16_000, channels: 3, background: '#000' },
          limitInputPixels: false,
        })
          .png()
          .toBuffer(),
      'too-many-pixels',
    ],
  ];
  function cut(bytes: Buffer): Buffer {
    return bytes.subarray(0, Math.floor(bytes.length * 0.6));
  }
  function noise() {
    const data = Buffer.from(Array.from({ length: 60 * 60 * 3 }, (_, at) => (at * at * 31) % 251));
    return sharp(data, { raw: { width: 60, height: 60, channels: 3 } });
  }
  test.each(refusals)('%s', async (name, make, code) => {
    const bytes = await make();
    await expect(decodePicture(bytes, plan)).rejects.toMatchObject({
      name: 'WorkerError',
      code,
      retry: false,
    });
    const file = path.join(folder, `${name}.jpg`);
    await writeFile(file, bytes);
    await expect(decodePhoto(file, plan)).rejects.toMatchObject({ name: 'WorkerError', code });
    await expect(
      renderPhoto(file, { maxEdge: 64, maxPixels: plan.maxPixels }),
    ).rejects.toMatchObject({ code });
  });
});
