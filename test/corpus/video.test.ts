/** Real videos are decoded, and what is rendered of them plays in a real browser. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DecodedMoment } from '../../main/engine/workers/types.ts';
import { renderVideo } from '../../models/decoder/render-video.ts';
import { decodeVideo } from '../../models/decoder/video.ts';
import { corpusPath, describeCorpus, hasCorpus, noCorpus } from '../support/corpus.ts';
import { drawScene, makeClip } from '../support/make-clip.ts';
import { hasBrowser, playVideo } from '../support/play-video.ts';

const folder = mkdtempSync(join(tmpdir(), 'afterimage-corpus-video-'));
afterAll(() => rmSync(folder, { recursive: true }));

const plan = { width: 260, height: 260, kernel: 'cubic', maxPixels: 1e8 } as const;

async function decode(path: string) {
  const moments: DecodedMoment[] = [];
  const metadata = await decodeVideo(path, async (some) => void moments.push(...some.moments), {
    plan,
    alive: () => {},
  });
  return { metadata, moments };
}

async function render(path: string, fromMs: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const sink = {
    begin: async () => {},
    write: async (chunk: Uint8Array) => void chunks.push(chunk),
  };
  await renderVideo(path, fromMs, sink, {
    signal: new AbortController().signal,
    alive: () => {},
  });
  return Buffer.concat(chunks);
}

describeCorpus('the real videos', () => {
  const names = hasCorpus ? readdirSync(corpusPath('videos')) : [];
  test.each(names)('%s', async (name) => {
    const { metadata, moments } = await decode(corpusPath('videos', name));
    expect(metadata).toMatchObject({ codec: 'h264', browserShows: name.endsWith('.mp4') });
    expect(moments.length).toBeGreaterThan(0);
    const times = moments.map(({ timeMs }) => timeMs as number);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    expect(times.at(-1)).toBeLessThan(metadata.durationMs as number);
    for (const { pixels, thumbnail } of moments) {
      expect(pixels.data).toHaveLength(plan.width * plan.height * 3);
      expect(await sharp(thumbnail.data).metadata()).toMatchObject({
        format: 'webp',
        width: thumbnail.width,
        height: thumbnail.height,
      });
    }
  });
});

/** Mean absolute difference to a scene, 0..255, both at 32 x 32. */
async function distance(
  rgb: readonly number[],
  path: Uint8Array,
  size: { width: number; height: number },
) {
  const wanted = await sharp(path, { raw: { ...size, channels: 3 } })
    .resize(32, 32, { fit: 'fill' })
    .raw()
    .toBuffer();
  return (
    wanted.reduce((sum, value, index) => sum + Math.abs(value - (rgb[index] ?? 0)), 0) /
    wanted.length
  );
}

const noBrowser = hasBrowser ? '' : ' (left out: no Chromium here)';
describe.skipIf(!hasBrowser)(`renditions in Chromium${noBrowser}`, () => {
  const size = { width: 320, height: 240 };
  const scenes = [1, 2, 3, 4].map((seed) => drawScene(seed, { ...size, durationMs: 3000 }));
  const avi = join(folder, 'clip.avi');
  const mkv = join(folder, 'clip.mkv');
  beforeAll(async () => {
    await makeClip(avi, scenes, { codec: 'mpeg4', audioCodec: 'libmp3lame' });
    await makeClip(mkv, scenes, { audioCodec: 'aac' });
  });

  test.each([
    ['transcoded', avi, 7000, 7],
    ['remuxed', mkv, 7000, 6],
    ['remuxed', mkv, 0, 0],
  ])(
    '%s from %s at %i ms: plays, the right picture, the right time',
    async (_how, path, fromMs, startSeconds) => {
      const played = await playVideo(await render(path, fromMs), 'video/mp4');
      expect(played).toMatchObject({ error: null, ...size });
      expect(played.readyState).toBeGreaterThanOrEqual(2);
      expect(played.startSeconds).toBeCloseTo(startSeconds, 1);
      const scene = scenes[Math.floor(fromMs / 3000)];
      expect(await distance(played.rgb, scene?.rgb as Uint8Array, size)).toBeLessThan(15);
    },
  );

  const why = hasCorpus ? '' : ` (left out: ${noCorpus})`;
  test.skipIf(!hasCorpus)(`book.mkv${why}`, async () => {
    const path = corpusPath('videos', 'book.mkv');
    const played = await playVideo(await render(path, 0), 'video/mp4');
    expect(played).toMatchObject({ error: null, width: 640, height: 480 });
    expect(played.readyState).toBeGreaterThanOrEqual(2);
    const first = (await decode(path)).moments[0] as DecodedMoment;
    expect(await distance(played.rgb, first.pixels.data, plan)).toBeLessThan(15);
  });
});
