/** Pictures that move, made here: how long, which moments, and what keeps them pictures. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import type { DecodedMoment } from '../../main/engine/workers/types.ts';
import { type ClipOptions, drawScene, makeClip } from '../../test/support/make-clip.ts';
import { corners, quarters } from '../../test/support/quarters.ts';
import { decodePhoto, decodePicture } from './photo.ts';
import { animationMs } from './photo-animation.ts';
import { decodeVideo } from './video.ts';

sharp.unblock({ operation: ['VipsForeignLoad'] });

const folder = await mkdtemp(path.join(os.tmpdir(), 'afterimage-animation-'));
afterAll(() => rm(folder, { recursive: true }));
const plan = { width: 32, height: 32, kernel: 'cubic', maxPixels: 2 ** 28 } as const;

async function momentsOf(file: string): Promise<DecodedMoment[]> {
  const moments: DecodedMoment[] = [];
  await decodeVideo(file, async (some) => void moments.push(...some.moments), {
    plan,
    alive: () => {},
  });
  return moments;
}

const kinds: readonly (readonly [string, ClipOptions])[] = [
  ['gif', { codec: 'gif', pixelFormat: 'rgb8', container: 'gif' }],
  ['png', { codec: 'apng', pixelFormat: 'rgb24', container: 'apng' }],
  ['webp', { codec: 'libwebp_anim', container: 'webp' }],
  ['avif', { codec: 'libsvtav1', container: 'avif', codecOptions: { preset: '12' } }],
];

test.each(kinds)('%s: a moment for each scene, at its time', async (format, options) => {
  const file = path.join(folder, `scenes.${format}`);
  const scenes = [1, 2, 3].map((seed) =>
    drawScene(seed, { width: 96, height: 64, durationMs: 2000 }),
  );
  await makeClip(file, scenes, { framesPerSecond: 5, codecOptions: {}, ...options });
  const { metadata, moments: still } = await decodePhoto(file, plan);
  expect(metadata).toMatchObject({
    format,
    width: 96,
    height: 64,
    durationMs: 6000,
    codec: null,
    browserShows: true,
  });
  const moments = await momentsOf(file);
  expect(moments.map(({ shot }) => shot)).toEqual([0, 1, 2]);
  for (const [scene, { timeMs }] of moments.entries()) {
    // Of AV1, as of any video, not every frame is looked at.
    expect(timeMs).toBeGreaterThanOrEqual(scene * 2000);
    expect(timeMs).toBeLessThan(scene * 2000 + (format === 'avif' ? 1000 : 1));
  }
  // The photo's own picture is the first of them.
  const [first, other] = [moments[0], still[0]].map((moment) => moment?.pixels.data ?? []);
  const mean = Array.from(first ?? []).reduce(
    (sum, value, at) => sum + Math.abs(value - (other?.[at] ?? 0)) / (32 * 32 * 3),
    0,
  );
  expect(mean).toBeLessThan(6);
});

test('what is transparent is white, as in a photo', async () => {
  const clear = { width: 96, height: 64, channels: 4, background: '#0000' } as const;
  const mark = await quarters(48, 32).png().toBuffer();
  const frames = await Promise.all(
    [0, 48].map((left) =>
      sharp({ create: clear })
        .composite([{ input: mark, left, top: 0 }])
        .png()
        .toBuffer(),
    ),
  );
  const joined = () => sharp(frames, { join: { animated: true } });
  const files = {
    'clear.gif': await joined()
      .gif({ delay: [1500, 1500] })
      .toBuffer(),
    'clear.webp': await joined()
      .webp({ delay: [1500, 1500], lossless: true })
      .toBuffer(),
  };
  for (const [name, bytes] of Object.entries(files)) {
    await writeFile(path.join(folder, name), bytes);
    const moments = await momentsOf(path.join(folder, name));
    expect([name, ...moments.map(({ pixels }) => corners(pixels)[3])]).toEqual([
      name,
      'white',
      'white',
    ]);
    expect(corners(moments[1]?.pixels as never)[0]).toBe('white');
    expect(corners(moments[0]?.pixels as never)[1]).toBe('white');
  }
});

describe('stays a photo', () => {
  const frame = (number: number) => chunk('fcTL', [number, 9, 9, 0, 0, 0x0064_03e8, 0]);

  test.each(['gif', 'webp', 'png', 'avif'] as const)('a still %s', async (format) => {
    const bytes = await quarters().toFormat(format).toBuffer();
    expect((await decodePicture(bytes, plan)).metadata.durationMs).toBeNull();
  });

  test('a many-page TIFF', async () => {
    const pages = await Promise.all([1, 2].map(() => quarters(20, 10).png().toBuffer()));
    const tiff = await sharp(pages, { join: { animated: true } })
      .tiff()
      .toBuffer();
    expect((await decodePicture(tiff, plan)).metadata).toMatchObject({
      format: 'tiff',
      width: 20,
      height: 10,
      durationMs: null,
    });
  });

  test('a PNG that promises frames and has none', async () => {
    const png = await quarters().png().toBuffer();
    const promised = Buffer.concat([png.subarray(0, 33), chunk('acTL', [50, 0]), png.subarray(33)]);
    expect((await decodePicture(promised, plan)).metadata.durationMs).toBeNull();
  });

  test('a PNG that tells of frames behind its picture', async () => {
    const png = await quarters().png().toBuffer();
    const late = [chunk('acTL', [2, 0]), frame(0), frame(1)];
    const bytes = Buffer.concat([png.subarray(0, -12), ...late, png.subarray(-12)]);
    expect((await decodePicture(bytes, plan)).metadata.durationMs).toBeNull();
  });

  test('one of absurdly many frames, or of frames that are too large together', () => {
    const animated = (count: number): Buffer =>
      Buffer.concat([
        Buffer.alloc(8),
        chunk('acTL', [count, 0]),
        ...Array.from({ length: count }, (_, number) => frame(number)),
      ]);
    const lengthOf = (count: number, width: number, height: number) =>
      animationMs(animated(count), 'png', { width, height, delaysMs: undefined });
    expect(lengthOf(10_000, 900, 900)).toBe(1_000_000);
    expect(lengthOf(10_001, 9, 9)).toBeNull();
    expect(lengthOf(200, 8000, 8000)).toBeNull();
  });

  test('a GIF of 12,000 frames is its first one', async () => {
    const file = path.join(folder, 'many.gif');
    // A canvas of 600 x 600, and on it the same one pixel again and again.
    const head = Buffer.from('47494638396158025802800000000000ffffff', 'hex');
    const one = Buffer.from(
      '21f904000a0000002c00000000010001000002024401 00'.replace(' ', ''),
      'hex',
    );
    await writeFile(file, Buffer.concat([head, ...Array(12_000).fill(one), Buffer.from(';')]));
    const { metadata, moments } = await decodePhoto(file, plan);
    expect([metadata.durationMs, metadata.width, moments.length]).toEqual([null, 600, 1]);
  });
});

/** A PNG chunk of 32-bit numbers. */
function chunk(type: string, values: readonly number[]): Buffer {
  const data = Buffer.alloc(type === 'fcTL' ? 26 : values.length * 4);
  for (const [index, value] of values.entries()) {
    // Of `fcTL` the last is two numbers of one byte.
    if (index * 4 + 4 <= data.length) data.writeUInt32BE(value, index * 4);
  }
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
