/** RAW files of every layout, made here: the largest JPEG, the camera's word, and no crash. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WorkerError } from '../../../main/engine/workers/types.ts';
import { rawWriters, sensorNoise } from '../../../test/support/make-raw.ts';
import { corners, quarters, turnedCorners } from '../../../test/support/quarters.ts';
import { writeTiff } from '../../../test/support/write-tiff.ts';
import { decodePicture } from '../photo.ts';
import { sniff } from '../photo-sniff.ts';
import { openRaw, rawFormatOf, rawFormats } from './raw-preview.ts';

const plan = { width: 16, height: 16, kernel: 'cubic', maxPixels: 2 ** 28 } as const;
const upright = ['red', 'green', 'blue', 'grey'];
const large = await quarters(1200, 800).jpeg().toBuffer();
const small = await quarters(160, 120).negate().jpeg().toBuffer();
const kinds = Object.entries(rawWriters);

test('every format has a maker here', () => {
  expect(kinds.map(([name]) => name).sort()).toEqual([...rawFormats].sort());
});

describe.each(kinds)('%s', (format, write) => {
  test('is the picture inside it', async () => {
    const { metadata, moments } = await decodePicture(write({ jpeg: large }), plan);
    expect(metadata).toMatchObject({ format, width: 1200, height: 800, browserShows: false });
    expect(corners(moments[0]?.pixels as never)).toEqual(upright);
  });

  test('says so where there is none', async () => {
    await expect(decodePicture(write({ jpeg: undefined }), plan)).rejects.toMatchObject({
      code: 'no-preview',
    });
  });

  test('withstands being cut anywhere', () => {
    const whole = write({ jpeg: small });
    for (let length = 0; length < whole.length; length += Math.ceil(whole.length / 97)) {
      attempt(whole.subarray(0, length), format as (typeof rawFormats)[number]);
    }
  });
});

const withExif = kinds.filter(([name]) => !['raf', 'crw', 'x3f'].includes(name));

test.each(withExif)('%s: the camera, the time and the orientation', async (_, write) => {
  for (const [orientation, expected] of turnedCorners) {
    const { metadata, moments } = await decodePicture(write({ jpeg: large, orientation }), plan);
    expect(corners(moments[0]?.pixels as never)).toEqual(expected);
    expect(metadata.width).toBe(orientation < 5 ? 1200 : 800);
    expect(metadata.capturedAt).toBe('2019-04-05T06:07:08+02:00');
    expect(metadata.camera).toMatch(/Camera 1|EOS R5/);
  }
});

test('a CR3 says where it was taken', async () => {
  const { metadata } = await decodePicture(rawWriters.cr3({ jpeg: large }), plan);
  expect([metadata.latitude, metadata.longitude]).toEqual([52.5, 13.25]);
});

test('the JPEG of a RAF and its like speaks for itself', async () => {
  const jpeg = await quarters(1200, 800).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const turned = turnedCorners.find(([number]) => number === 6)?.[1];
  for (const format of ['raf', 'crw', 'x3f'] as const) {
    const { moments } = await decodePicture(rawWriters[format]({ jpeg }), plan);
    expect(corners(moments[0]?.pixels as never)).toEqual(turned);
  }
});

test('the RAW file, not its JPEG, says how it is turned', async () => {
  const jpeg = await quarters(1200, 800).withMetadata({ orientation: 3 }).jpeg().toBuffer();
  const { moments } = await decodePicture(rawWriters.nef({ jpeg, orientation: 1 }), plan);
  expect(corners(moments[0]?.pixels as never)).toEqual(upright);
});

test('the largest of several, and one that nothing names before a mere thumbnail', async () => {
  const named = (jpeg: Buffer) => ({ 513: { elsewhere: jpeg }, 514: [jpeg.length] });
  const sensor = { 262: [32803], 273: { elsewhere: sensorNoise(2000) }, 279: [2000] };
  const both = writeTiff([
    { 271: 'Maker', ...named(small) },
    named(large),
    { 330: { directories: [sensor] } },
  ]);
  const hidden = writeTiff([{ 271: 'Maker', ...named(small), 37500: large, ...sensor }]);
  for (const file of [both, hidden]) {
    expect((await decodePicture(file, plan)).metadata.width).toBe(1200);
  }
});

test('sensor data that is JPEGs itself is no preview', async () => {
  const { width, height } = { width: 1200, height: 800 };
  const tiles = {
    262: [34892],
    256: [width],
    257: [height],
    324: { elsewhere: large },
    325: [large.length],
  };
  const file = writeTiff([{ 50706: Buffer.from([1, 4, 0, 0]), 330: { directories: [tiles] } }]);
  await expect(decodePicture(file, plan)).rejects.toMatchObject({ code: 'no-preview' });
});

test('an ordinary TIFF is not taken for RAW', async () => {
  const tiff = await quarters().tiff().toBuffer();
  expect(rawFormatOf(tiff)).toBeUndefined();
  expect((await decodePicture(tiff, plan)).metadata.format).toBe('tiff');
});

describe('garbage', () => {
  test('directories that lead in circles', () => {
    const file = writeTiff([{ 271: 'NIKON', 330: [8, 8, 8], 513: [8], 514: [4_000_000_000] }]);
    // The next directory is the first one.
    file.writeUInt32LE(file.readUInt32LE(4), file.length - 4);
    expect(rawFormatOf(file)).toBeUndefined();
    attempt(file, 'nef');
  });

  test('of any kind ends in a picture or a reason', () => {
    const files = kinds.map(([, write]) => write({ jpeg: small }));
    fc.assert(
      fc.property(
        fc.nat(files.length - 1),
        fc.array(fc.tuple(fc.nat(4000), fc.nat(255)), { maxLength: 40 }),
        fc.nat(5000),
        (index, changes, removed) => {
          const bytes = Buffer.from(files[index] as Buffer).subarray(0, 60_000 - removed);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          attempt(bytes, rawFormats[index] as (typeof rawFormats)[number]);
          rawFormatOf(bytes);
        },
      ),
      { seed: 6, numRuns: 1500 },
    );
  });
});

/** Anything but an answer about the file is a fault. */
function attempt(bytes: Buffer, format: (typeof rawFormats)[number]): void {
  try {
    openRaw(bytes, format);
  } catch (error) {
    if (!(error instanceof WorkerError)) throw error;
  }
  expect(['photo', 'unsupported', 'unknown']).toContain(sniff(bytes).kind);
}
