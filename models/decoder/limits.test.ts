/** Files made to eat memory or time: each is refused by its header, before anything is decoded. */
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { rawWriters } from '../../test/support/make-raw.ts';
import { quarters } from '../../test/support/quarters.ts';
import { writeTiff } from '../../test/support/write-tiff.ts';
import { decodePicture } from './photo.ts';

const plan = { width: 16, height: 16, kernel: 'cubic', maxPixels: 2 ** 28 } as const;
const side = 60_000;

async function jpeg(): Promise<Buffer> {
  const bytes = await quarters().jpeg().toBuffer();
  const frame = bytes.indexOf(Buffer.from('ffc0', 'hex'));
  for (const at of [5, 7]) bytes.writeUInt16BE(side, frame + at);
  return bytes;
}

async function png(): Promise<Buffer> {
  const bytes = await quarters().png().toBuffer();
  for (const at of [16, 20]) bytes.writeUInt32BE(side, at);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}

async function gif(): Promise<Buffer> {
  const bytes = await quarters().gif().toBuffer();
  // The canvas, and the first picture on it.
  const picture = bytes.indexOf(Buffer.from('2c00000000', 'hex'));
  for (const at of [6, 8, picture + 5, picture + 7]) bytes.writeUInt16LE(side, at);
  return bytes;
}

async function avif(): Promise<Buffer> {
  const bytes = await quarters().avif({ effort: 0 }).toBuffer();
  const size = bytes.indexOf('ispe') + 8;
  for (const at of [0, 4]) bytes.writeUInt32BE(side, size + at);
  return bytes;
}

const tiff = async (): Promise<Buffer> =>
  writeTiff([
    {
      256: [side],
      257: [side],
      258: [8, 8, 8],
      259: [1],
      262: [2],
      273: { elsewhere: Buffer.alloc(64) },
      277: [3],
      278: [side],
      279: [64],
    },
  ]);

describe('60,000 x 60,000 pixels', () => {
  const files = { jpeg, png, gif, avif, tiff } as const;
  test.each(Object.entries(files))('%s', async (_, make) => {
    await expect(decodePicture(await make(), plan)).rejects.toMatchObject({
      name: 'WorkerError',
      code: 'too-many-pixels',
    });
  });

  test('in the preview of a RAW file', async () => {
    const file = rawWriters.dng({ jpeg: await jpeg() });
    await expect(decodePicture(file, plan)).rejects.toMatchObject({ code: 'too-many-pixels' });
  });
});
