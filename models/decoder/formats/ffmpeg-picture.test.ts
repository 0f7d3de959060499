/** Formats that FFmpeg reads, written here by its own encoders where it has them. */
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { makePhotoshop } from '../../../test/support/make-photoshop.ts';
import { makeStill, type StillOptions } from '../../../test/support/make-still.ts';
import { corners, quarterPixels, turnedCorners } from '../../../test/support/quarters.ts';
import { box, number } from '../../../test/support/write-boxes.ts';
import { writeTiff } from '../../../test/support/write-tiff.ts';
import { decodePicture } from '../photo.ts';

const plan = { width: 16, height: 16, kernel: 'cubic', maxPixels: 2 ** 28 } as const;
const upright = ['red', 'green', 'blue', 'grey'];
const greys = ['87,87,87', 'grey', '63,63,63', 'grey'];
const picture = { rgb: quarterPixels(96, 64), width: 96, height: 64 };
/** Encoders that take no `rgb24`. */
const theirPixels: Readonly<Record<string, string>> = { pgm: 'gray' };
for (const name of ['bmp', 'targa', 'sunrast']) Object.assign(theirPixels, { [name]: 'bgr24' });
const write = (encoder: string, options: Omit<StillOptions, 'encoder'> = {}): Buffer =>
  makeStill(picture, { encoder, pixelFormat: theirPixels[encoder] ?? 'rgb24', ...options });
/** A bare codestream; the encoder's own choice is the container. */
const bare = { options: { format: 'j2k' } };
const exif = writeTiff([
  { 271: 'Pear', 272: 'Phone 7', 34665: { directories: [{ 36867: '2020:02:03 04:05:06' }] } },
]);

async function decode(bytes: Buffer) {
  const { metadata, moments } = await decodePicture(bytes, plan);
  const pixels = moments[0]?.pixels;
  if (pixels === undefined) throw new Error('no moment');
  return { metadata, pixels, corners: corners(pixels) };
}

describe('formats', () => {
  test.each([
    ['jxl', 'libjxl', 'rgb24'],
    ['jxl', 'libjxl', 'rgb48le'],
    ['jp2', 'jpeg2000', 'rgb24'],
    ['jp2', 'jpeg2000', 'yuv420p'],
    ['bmp', 'bmp', 'bgr24'],
    ['bmp', 'bmp', 'rgb565le'],
    ['tga', 'targa', 'bgr24'],
    ['pcx', 'pcx', 'rgb24'],
    ['sgi', 'sgi', 'rgb24'],
    ['sgi', 'sgi', 'rgb48be'],
    ['sun', 'sunrast', 'bgr24'],
    ['qoi', 'qoi', 'rgb24'],
    ['pnm', 'ppm', 'rgb24'],
    ['pnm', 'pam', 'rgb24'],
  ])('%s by %s from %s', async (format, encoder, pixelFormat) => {
    const { metadata, corners } = await decode(write(encoder, { pixelFormat }));
    expect(metadata).toMatchObject({ format, width: 96, height: 64, browserShows: false });
    expect(corners).toEqual(upright);
  });

  test.each([
    ['libjxl', 'gray'],
    ['jpeg2000', 'gray'],
    ['pgm', 'gray'],
    ['pgm', 'gray16be'],
    ['targa', 'gray'],
  ])('grey by %s from %s', async (encoder, pixelFormat) => {
    expect((await decode(write(encoder, { pixelFormat }))).corners).toEqual(greys);
  });

  test('a JPEG 2000 without its container', async () => {
    const bytes = write('jpeg2000', bare);
    expect(bytes.readUInt16BE(0)).toBe(0xff4f);
    expect((await decode(bytes)).corners).toEqual(upright);
  });

  test('a flattened Photoshop file', async () => {
    const { metadata, corners } = await decode(makePhotoshop(photoshop(1)));
    expect(metadata).toMatchObject({ format: 'psd', width: 96, height: 64 });
    expect(corners).toEqual(upright);
  });
});

/** Its first half is see-through by the fourth plane. */
function photoshop(alpha: 0 | 1) {
  const plane = (channel: number) =>
    Buffer.from(Array.from({ length: 96 * 64 }, (_, at) => picture.rgb[at * 3 + channel] ?? 0));
  return {
    planes: [plane(0), plane(1), plane(2), Buffer.alloc(96 * 64, 255 * alpha)],
    width: 96,
    height: 64,
  };
}

describe('transparency', () => {
  test('is white where it is meant, and is not seen where it is not', async () => {
    const white = Array(4).fill('white');
    const clear = (encoder: string, pixelFormat: string, at: number, step: number) => {
      const bytes = write(encoder, { pixelFormat });
      for (let place = at; place < bytes.length; place += step) bytes[place] = 0;
      return bytes;
    };
    const pam = write('pam', { pixelFormat: 'rgba' });
    const start = pam.indexOf('ENDHDR\n') + 7;
    expect((await decode(clear('pam', 'rgba', start + 3, 4))).corners).toEqual(white);
    // Behind the two headers of a BMP; most programs leave that byte as they found it.
    expect((await decode(clear('bmp', 'bgra', 54 + 7, 4))).corners).toEqual(upright);
    const targa = write('targa', { pixelFormat: 'bgra', options: { rle: '0' } });
    for (let place = 18 + 3; place < 18 + 96 * 64 * 4; place += 4) targa[place] = 0;
    expect((await decode(targa)).corners).toEqual(white);
    targa[17] = (targa[17] as number) & 0xf0;
    expect((await decode(targa)).corners).toEqual(upright);
    expect((await decode(makePhotoshop({ ...photoshop(0), transparent: true }))).corners).toEqual(
      white,
    );
    expect((await decode(makePhotoshop(photoshop(0)))).corners).toEqual(upright);
  });
});

describe('orientation and colours', () => {
  test.each([
    [6, 90],
    [3, 180],
    [8, 270],
  ] as const)('JPEG XL turned: %i', async (orientation, rotation) => {
    const { metadata, corners } = await decode(write('libjxl', { rotation }));
    expect(corners).toEqual(turnedCorners.find(([number]) => number === orientation)?.[1]);
    expect(metadata.width).toBe(rotation === 180 ? 96 : 64);
  });

  const isP3Red = ({ data }: { data: Uint8Array }) =>
    [239, 0, 0].every((value, index) => Math.abs(value - (data[index] ?? 999)) < 10);

  test('JPEG XL in Display P3', async () => {
    expect(isP3Red((await decode(write('libjxl', { primaries: 12, transfer: 13 }))).pixels)).toBe(
      true,
    );
    expect(isP3Red((await decode(write('libjxl'))).pixels)).toBe(false);
  });

  test('the profile inside a Photoshop file and a JPEG 2000', async () => {
    const drawn = await sharp(picture.rgb, { raw: { width: 96, height: 64, channels: 3 } })
      .withIccProfile('p3')
      .png()
      .toBuffer();
    const icc = (await sharp(drawn).metadata()).icc as Buffer;
    const file = makePhotoshop({ ...photoshop(1), resources: { 1039: icc } });
    expect(isP3Red((await decode(file)).pixels)).toBe(true);
    const stream = write('jpeg2000', bare);
    const jpeg2000 = Buffer.concat([
      Buffer.from('0000000c6a5020200d0a870a', 'hex'),
      box('ftyp', Buffer.from('jp2 '), number(4, 0), Buffer.from('jp2 ')),
      box(
        'jp2h',
        box('ihdr', number(4, 64, 96), number(2, 3), number(1, 7, 7, 0, 0)),
        box('colr', number(1, 2, 0, 0), icc),
      ),
      box('jp2c', stream),
    ]);
    expect(isP3Red((await decode(jpeg2000)).pixels)).toBe(true);
    // A profile of greys does not fit the RGB that a picture becomes, and is passed over.
    const grey = Buffer.from(icc);
    grey.write('GRAY', 16);
    const odd = makePhotoshop({ ...photoshop(1), resources: { 1039: grey } });
    expect((await decode(odd)).corners).toEqual(upright);
  });
});

test('the camera and the time, wherever the format keeps EXIF', async () => {
  const behindOffset = Buffer.concat([number(4, 0), exif]);
  const jpegXl = Buffer.concat([
    Buffer.from('0000000c4a584c200d0a870a', 'hex'),
    box('ftyp', Buffer.from('jxl '), number(4, 0), Buffer.from('jxl ')),
    box('Exif', behindOffset),
    box('jxlc', write('libjxl')),
  ]);
  const jpeg2000 = Buffer.concat([
    write('jpeg2000'),
    box('uuid', Buffer.from('JpgTiffExif->JP2'), exif),
  ]);
  const photoshopFile = makePhotoshop({ ...photoshop(1), resources: { 1058: exif } });
  for (const bytes of [jpegXl, jpeg2000, photoshopFile]) {
    const { metadata, corners } = await decode(bytes);
    expect([metadata.camera, metadata.capturedAt, corners]).toEqual([
      'Pear Phone 7',
      '2020-02-03T04:05:06',
      upright,
    ]);
  }
});

describe('refusals', () => {
  /** The header's width and height become 60,000. */
  const enlarge: readonly (readonly [string, (bytes: Buffer) => void])[] = [
    ['bmp', (bytes) => [18, 22].map((at) => bytes.writeInt32LE(60_000, at))],
    ['targa', (bytes) => [12, 14].map((at) => bytes.writeUInt16LE(60_000, at))],
    ['qoi', (bytes) => [4, 8].map((at) => bytes.writeUInt32BE(60_000, at))],
    ['sgi', (bytes) => [6, 8].map((at) => bytes.writeUInt16BE(60_000, at))],
    ['sunrast', (bytes) => [4, 8].map((at) => bytes.writeUInt32BE(60_000, at))],
    ['pcx', (bytes) => [8, 10].map((at) => bytes.writeUInt16LE(59_999, at))],
    ['jpeg2000', (bytes) => [8, 12].map((at) => bytes.writeUInt32BE(60_000, at))],
    // 18 bits of 59,999, and as wide as high.
    ['libjxl', (bytes) => bytes.writeUInt32LE(4 + 59_999 * 8 + 2 ** 21, 2)],
    ['ppm', (bytes) => bytes.write('P6\n60000 60000\n255\n')],
  ];
  test.each(enlarge)('60,000 x 60,000 pixels in %s', async (encoder, change) => {
    const bytes = write(encoder, encoder === 'jpeg2000' ? bare : {});
    change(bytes);
    await expect(decode(bytes)).rejects.toMatchObject({
      code: 'too-many-pixels',
      detail: '60000 x 60000',
    });
  });

  test('a huge Photoshop file', async () => {
    const bytes = makePhotoshop(photoshop(1));
    for (const at of [14, 18]) bytes.writeUInt32BE(30_000, at);
    await expect(decode(bytes)).rejects.toMatchObject({ code: 'too-many-pixels' });
  });

  test('cut anywhere: a picture or a reason', async () => {
    const files = ['libjxl', 'jpeg2000', 'bmp', 'targa', 'pcx', 'sgi', 'qoi', 'ppm'].map((name) =>
      write(name),
    );
    for (const bytes of [...files, makePhotoshop(photoshop(1))]) {
      for (let share = 0.01; share < 1; share += 0.049) {
        const part = bytes.subarray(0, Math.floor(bytes.length * share));
        const code = await decode(part).then(
          () => 'read',
          (error) => error.code,
        );
        expect(['read', 'damaged-picture', 'not-a-picture', 'unsupported-format']).toContain(code);
      }
    }
  });
});
