/** Pictures cut short or scratched, and what is said of them. */
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { randomFrom } from '../../test/support/make-clip.ts';
import { makeHeif } from '../../test/support/make-heif.ts';
import { rawWriters } from '../../test/support/make-raw.ts';
import { createTiff } from './formats/memory-tiff.ts';
import { decodePicture } from './photo.ts';

sharp.unblock({ operation: ['VipsForeignLoad'] });

const plan = { width: 16, height: 16, kernel: 'cubic', maxPixels: 2 ** 28 } as const;
const side = 400;

/** Bright noise: every row takes as many bytes as the next, and none is the grey of nothing. */
function noise() {
  const random = randomFrom(6);
  const data = Buffer.from(
    Array.from({ length: side * side * 3 }, () => 150 + Math.floor(random() * 100)),
  );
  return sharp(data, { raw: { width: side, height: side, channels: 3 } });
}

/** Its directory stands before its pixels. */
async function tiffFromTheFront(): Promise<Buffer> {
  const plan = { width: side, height: side, channels: 3, bits: 8, orientation: 1 } as const;
  const { bytes, pixels } = createTiff(plan);
  (await noise().raw().toBuffer()).copy(pixels);
  return bytes;
}

async function reasonOf(bytes: Uint8Array): Promise<string> {
  const error = await decodePicture(bytes, plan).then(
    () => ({ code: 'read', detail: '' }),
    (failure) => failure,
  );
  return `${error.code}: ${error.detail}`;
}

const cut = (bytes: Buffer, share: number) => bytes.subarray(0, Math.floor(bytes.length * share));

describe('cut short', () => {
  const writers: readonly (readonly [string, () => Promise<Buffer>])[] = [
    ['JPEG', () => noise().jpeg({ quality: 90 }).toBuffer()],
    ['PNG', () => noise().png({ compressionLevel: 0 }).toBuffer()],
    ['PNG', () => noise().png({ progressive: true, compressionLevel: 0 }).toBuffer()],
    ['TIFF', tiffFromTheFront],
  ];
  test.each(writers)('%s: so much of the picture is there', async (format, write) => {
    const whole = await write();
    for (const share of [0.1, 0.41, 0.9]) {
      const reason = await reasonOf(cut(whole, share));
      const said = /^damaged-picture: truncated (\w+): (\d+) % of the picture is there$/.exec(
        reason,
      );
      expect([reason, said?.[1]]).toEqual([reason, format]);
      expect(Math.abs(Number(said?.[2]) - share * 100)).toBeLessThan(4);
    }
  });

  test('a WebP tells of its file', async () => {
    const whole = await noise().webp().toBuffer();
    expect(await reasonOf(cut(whole, 0.405))).toBe(
      'damaged-picture: truncated WebP: 40 % of the file is there',
    );
  });

  test('a progressive JPEG may be there as a whole, coarsely', async () => {
    const whole = await noise().jpeg({ progressive: true }).toBuffer();
    expect(await reasonOf(cut(whole, 0.8))).toBe(
      'damaged-picture: truncated JPEG: only a coarse version of the picture is there',
    );
  });

  test('a HEIC by its tiles', async () => {
    const tile = await noise().extract({ left: 0, top: 0, width: 64, height: 64 }).raw().toBuffer();
    const tiles = Array(10).fill({ rgb: tile, width: 64, height: 64 });
    const whole = await makeHeif({ tiles, grid: { columns: 5, rows: 2, width: 320, height: 128 } });
    const media = whole.indexOf('mdat') + 4;
    const half = whole.subarray(0, Math.floor(media + (whole.length - media) * 0.555));
    expect(await reasonOf(half)).toBe(
      'damaged-picture: truncated HEIC: 55 % of the picture is there',
    );
  });

  test('a TIFF whose directory stood at its end', async () => {
    const whole = await noise().tiff({ compression: 'none' }).toBuffer();
    expect(await reasonOf(cut(whole, 0.5))).toBe(
      'damaged-picture: truncated TIFF: its end is missing',
    );
  });

  test('nothing but a beginning', async () => {
    const jpeg = await noise().jpeg().toBuffer();
    expect(await reasonOf(jpeg.subarray(0, 30))).toBe(
      'damaged-picture: truncated JPEG: 0 % of the picture is there',
    );
  });

  test('the preview of a RAW file', async () => {
    const jpeg = cut(await noise().resize(1000).jpeg().toBuffer(), 0.5);
    expect(await reasonOf(rawWriters.arw({ jpeg }))).toMatch(
      /^damaged-picture: truncated JPEG: \d\d % of the picture is there$/,
    );
  });
});

describe('scratched', () => {
  test('a PNG whose data breaks off, and one whose checksum does not match', async () => {
    const whole = await noise().png({ compressionLevel: 9, adaptiveFiltering: true }).toBuffer();
    const scratched = Buffer.from(whole);
    scratched.fill(0xff, whole.length / 2, whole.length / 2 + 400);
    expect(await reasonOf(scratched)).toMatch(
      /^damaged-picture: damaged PNG: what follows the first \d+ % of the picture cannot be read$/,
    );
    const wrong = await noise().png({ compressionLevel: 0 }).toBuffer();
    // The last byte of the checksum of the last data.
    const at = wrong.length - 13;
    wrong[at] = (wrong[at] ?? 0) ^ 1;
    expect(await reasonOf(wrong)).toBe(
      'damaged-picture: damaged PNG: its checksums do not match its data',
    );
  });

  test('a JPEG that is there to its end is not called truncated', async () => {
    const jpeg = await noise().jpeg().toBuffer();
    const table = jpeg.indexOf(Buffer.from('ffc4', 'hex'));
    // A Huffman table of more codes than there can be.
    jpeg.fill(0xff, table + 5, table + 21);
    expect(await reasonOf(jpeg)).toMatch(/^damaged-picture: damaged JPEG: (?!.*Vips)/);
  });

  test('what the library says, where nothing better is known, without its own names', async () => {
    const tiff = await noise().tiff({ compression: 'none' }).toBuffer();
    const directory = tiff.readUInt32LE(4);
    const entries = tiff.readUInt16LE(directory);
    for (let entry = 0; entry < entries; entry += 1) {
      const at = directory + 2 + entry * 12;
      // The photometric interpretation becomes a tag that means nothing.
      if (tiff.readUInt16LE(at) === 262) tiff.writeUInt16LE(263, at);
    }
    expect(await reasonOf(tiff)).toBe('damaged-picture: damaged TIFF: required field 262 missing');
  });
});
