/** HDR and wide gamuts, from the encoder on: moments, thumbnails and renditions look as they should. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AVCOL_PRI_BT2020, AVCOL_SPC_BT2020_NCL, AVCOL_TRC_BT2020_10 } from 'node-av/constants';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import type { DecodedMoment } from '../../main/engine/workers/types.ts';
import { type HdrSignal, hdrColours, toHdrSignal } from '../../test/support/hdr-signal.ts';
import { type ClipOptions, makeClip, type Scene } from '../../test/support/make-clip.ts';
import { renderVideo } from './render-video.ts';
import { decodeVideo } from './video.ts';
import { rollOff } from './video-colours.ts';

const size = { width: 160, height: 120 };
const plan = { ...size, kernel: 'cubic', maxPixels: 1e8 } as const;
const folder = mkdtempSync(join(tmpdir(), 'afterimage-hdr-'));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const x265: ClipOptions = {
  codec: 'libx265',
  pixelFormat: 'yuv420p10le',
  codecOptions: { preset: 'ultrafast', 'x265-params': 'log-level=none', crf: '8' },
};

/** Greys, and strong and weak colours, as an ordinary video has them; 20 pixels a side. */
const patches = [
  ...[0, 24, 48, 80, 112, 144, 176, 208, 232, 255].map((v) => [v, v, v]),
  ...[255, 200, 120, 60].flatMap((v) => [
    [v, v / 8, v / 8],
    [v / 8, v, v / 8],
    [v / 8, v / 8, v],
  ]),
  ...[240, 180, 110, 60].flatMap((v) => [
    [v, v, v / 4],
    [v / 4, v, v],
    [v, v / 4, v],
  ]),
  ...[
    [224, 172, 140],
    [141, 85, 52],
    [90, 140, 60],
    [120, 170, 230],
  ],
  ...[
    [250, 245, 235],
    [235, 240, 250],
    [200, 160, 160],
    [160, 160, 200],
  ],
]
  .slice(0, 48)
  .map((rgb) => rgb.map(Math.round));
const side = 20;
const patchAt = (pixel: number): number =>
  Math.floor(Math.floor(pixel / size.width) / side) * (size.width / side) +
  Math.floor((pixel % size.width) / side);
const chart = Uint8Array.from(
  { length: size.width * size.height * 3 },
  (_, place) => patches[patchAt(Math.floor(place / 3))]?.[place % 3] ?? 0,
);
const scene: Scene = { ...size, rgb: chart, durationMs: 1000 };
const asSignal = (signal: HdrSignal, gain?: (pixel: number) => number): Scene => ({
  ...scene,
  rgb: toHdrSignal(scene.rgb, signal, gain),
});

async function firstMoment(path: string): Promise<DecodedMoment> {
  const moments: DecodedMoment[] = [];
  const options = { plan, alive: () => {} };
  await decodeVideo(path, async (segment) => void moments.push(...segment.moments), options);
  return moments[0] as DecodedMoment;
}

async function rendition(path: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  const sink = {
    begin: async () => {},
    write: async (chunk: Uint8Array) => void chunks.push(chunk),
  };
  const options = { signal: new AbortController().signal, alive: () => {} };
  await renderVideo(path, 0, sink, options);
  writeFileSync(`${path}.mp4`, Buffer.concat(chunks));
  return `${path}.mp4`;
}

/** Colours have half the resolution: near the edges of patches they are mixed. */
const isInside = (pixel: number): boolean =>
  [pixel % size.width, Math.floor(pixel / size.width)].every(
    (place) => Math.abs((place % side) - side / 2) < side / 2 - 4,
  );

/** Mean absolute difference of codes inside the patches, of those pixels that are asked for. */
function distance(one: Uint8Array, other: Uint8Array, of = (_pixel: number) => true): number {
  const asked = [...one.keys()].filter((place) => {
    const pixel = Math.floor(place / 3);
    return isInside(pixel) && of(pixel);
  });
  const sum = asked.reduce(
    (total, place) => total + Math.abs((one[place] ?? 0) - (other[place] ?? 0)),
    0,
  );
  return sum / asked.length;
}

const isLeft = (pixel: number): boolean => pixel % size.width < size.width / 2;

describe.each<HdrSignal>(['pq', 'hlg'])('%s', (signal) => {
  const colours = hdrColours[signal];

  test('a moment and its thumbnail look as the ordinary video does', async () => {
    const path = at(`${signal}.mp4`);
    await makeClip(path, [asSignal(signal)], { ...x265, colours });
    await makeClip(at(`${signal}-grey.mp4`), [asSignal(signal)], x265);
    const { pixels, thumbnail } = await firstMoment(path);
    expect(distance(pixels.data, scene.rgb)).toBeLessThan(3);
    const shown = await sharp(thumbnail.data).removeAlpha().raw().toBuffer();
    expect(distance(shown, scene.rgb)).toBeLessThan(4);
    // What it is like to take the signal for an ordinary one.
    const grey = await firstMoment(at(`${signal}-grey.mp4`));
    expect(distance(grey.pixels.data, scene.rgb)).toBeGreaterThan(15);
  });

  test('where half of it is much brighter than white, the other half stays, and nothing is lost', async () => {
    const path = at(`${signal}-bright.mp4`);
    const bright = asSignal(signal, (pixel) => (isLeft(pixel) ? 1 : 4));
    await makeClip(path, [bright], { ...x265, colours });
    const { data } = (await firstMoment(path)).pixels;
    const darkSide = (pixel: number) =>
      isLeft(pixel) && Math.max(...scene.rgb.subarray(3 * pixel, 3 * pixel + 3)) < 180;
    expect(distance(data, scene.rgb, darkSide)).toBeLessThan(3);
    const brightSide = [...data.keys()].filter((place) => !isLeft(Math.floor(place / 3)));
    const white = brightSide.filter((place) => (data[place] ?? 0) >= 254).length;
    expect(white / brightSide.length).toBeLessThan(0.2);
  });

  test('a rendition has the same colours, under one peak', async () => {
    const path = at(`${signal}-shown.mov`);
    await makeClip(path, [asSignal(signal)], { ...x265, colours });
    const { data } = (await firstMoment(await rendition(path))).pixels;
    const expected = scene.rgb.map((code, place) => {
      const pixel = place - (place % 3);
      const light = [0, 1, 2].map((c) => ((scene.rgb[pixel + c] ?? 0) / 255) ** 2.4);
      const most = Math.max(...light);
      const scale = most > 0 ? rollOff(most, 1000 / 203) / most : 1;
      return 255 * ((code / 255) ** 2.4 * scale) ** (1 / 2.4);
    });
    expect(distance(data, expected)).toBeLessThan(3);
    expect(distance(expected, scene.rgb)).toBeLessThan(8);
  });
});

test('a wide gamut without HDR is brought into the ordinary one', async () => {
  const colours = {
    primaries: AVCOL_PRI_BT2020,
    transfer: AVCOL_TRC_BT2020_10,
    matrix: AVCOL_SPC_BT2020_NCL,
  };
  const patch = (rgb: readonly number[]): Scene => ({
    ...size,
    rgb: Uint8Array.from({ length: size.width * size.height * 3 }, (_, at) => rgb[at % 3] ?? 0),
    durationMs: 500,
  });
  // BT.709's pure red at half light, in BT.2020's numbers.
  const wide = [0.6274, 0.0691, 0.0164].map((v) => Math.round(255 * (v / 2) ** (1 / 2.4)));
  await makeClip(at('wide.mp4'), [patch(wide)], { ...x265, colours });
  const red = [Math.round(255 * 0.5 ** (1 / 2.4)), 0, 0];
  for (const path of [at('wide.mp4'), await rendition(at('wide.mp4'))]) {
    const { data } = (await firstMoment(path)).pixels;
    expect(distance(data, patch(red).rgb)).toBeLessThan(10);
  }
});
