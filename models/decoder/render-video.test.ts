import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Frame, Packet } from 'node-av/lib';
import { afterAll, describe, expect, test } from 'vitest';
import type { DecodedMoment } from '../../main/engine/workers/types.ts';
import { type ClipOptions, drawScene, makeClip, type Scene } from '../../test/support/make-clip.ts';
import { renderVideo } from './render-video.ts';
import { decodeVideo } from './video.ts';
import { difference, describe as look } from './video-descriptor.ts';
import { chooseVideo, codecName, openContainer, openDecoder, toMs } from './video-ffmpeg.ts';

const folder = mkdtempSync(join(tmpdir(), 'afterimage-render-'));
const at = (name: string): string => join(folder, name);
const size = { width: 160, height: 120 };
const story: readonly Scene[] = [1, 2, 3, 4].map((seed) =>
  drawScene(seed, { ...size, durationMs: 3000 }),
);

afterAll(() => rmSync(folder, { recursive: true }));

async function render(path: string, fromMs: number, into: string) {
  const chunks: Uint8Array[] = [];
  const begun: string[] = [];
  await renderVideo(
    path,
    fromMs,
    {
      begin: async (contentType) => {
        begun.push(contentType);
      },
      write: async (chunk) => {
        chunks.push(chunk);
      },
    },
    { signal: new AbortController().signal, alive: () => {} },
  );
  writeFileSync(into, Buffer.concat(chunks));
  expect(begun).toEqual(['video/mp4']);
  const { input } = await openContainer(into);
  const facts = input.streams.map((stream) => ({
    codec: codecName(stream),
    startMs: Math.round(toMs(stream.startTime, stream.timeBase) ?? -1),
  }));
  await input.closeInput();
  return { facts, chunks };
}

/** Which scene each moment of a file shows, with its time. */
async function scenesShown(path: string): Promise<readonly (readonly [number, number])[]> {
  const moments: DecodedMoment[] = [];
  const plan = { width: 64, height: 64, kernel: 'cubic', maxPixels: 1e8 } as const;
  await decodeVideo(path, async (some) => void moments.push(...some.moments), {
    plan,
    alive: () => {},
  });
  const looks = story.map(({ rgb, width, height }) => look(rgb, width, height));
  return moments.map(({ timeMs, pixels }) => {
    const seen = look(pixels.data, pixels.width, pixels.height);
    const distances = looks.map((one) => difference(one, seen));
    return [distances.indexOf(Math.min(...distances)), timeMs as number];
  });
}

/** Every frame's brightness, row by row, and its time. */
async function lumaFrames(path: string): Promise<{ timeMs: number; luma: Float32Array }[]> {
  const { input } = await openContainer(path);
  const stream = chooseVideo(input);
  const decoder = openDecoder(stream, { threads: 1, maxPixels: 1e8 });
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  const found: { timeMs: number; luma: Float32Array }[] = [];
  for (let ended = false; !ended; ) {
    ended = input.readFrameSync(packet) < 0;
    decoder.sendPacketSync(ended ? null : packet);
    packet.unref();
    while (decoder.receiveFrameSync(frame) >= 0) {
      const { width, height } = frame;
      const [plane, stride] = [frame.data?.[0] as Buffer, frame.linesize[0] as number];
      const luma = Float32Array.from(
        { length: width * height },
        (_, at) => plane[Math.floor(at / width) * stride + (at % width)] as number,
      );
      found.push({ timeMs: Math.round(toMs(frame.pts, stream.timeBase) ?? -1), luma });
      frame.unref();
    }
  }
  decoder.freeContext();
  await input.closeInput();
  return found;
}

describe('a rendition', () => {
  const video = (codec: string, startMs: number) => ({ codec, startMs });
  const cases: readonly (readonly [string, ClipOptions, number, object, number])[] = [
    ['whole.mkv', { audioCodec: 'aac' }, 0, video('h264', 0), 0],
    // The keyframe at the third scene's beginning is near enough to copy from.
    ['copied.mkv', { audioCodec: 'aac' }, 7000, video('h264', 6000), 2],
    [
      'no-cut.mkv',
      { codecOptions: { preset: 'veryfast', sc_threshold: '0' } },
      7000,
      video('h264', 7000),
      2,
    ],
    ['mpeg4.avi', { codec: 'mpeg4', audioCodec: 'libmp3lame' }, 7000, video('h264', 7000), 2],
    [
      'prores.mov',
      { codec: 'prores_ks', pixelFormat: 'yuv422p10le', audioCodec: 'pcm_s16le' },
      4000,
      video('h264', 4000),
      1,
    ],
    ['ten-bits.mp4', { pixelFormat: 'yuv420p10le' }, 4000, video('h264', 4000), 1],
    // A broadcast begins hours into the sender's clock, and its container has no index.
    ['whole.ts', { startMs: 3_600_000, audioCodec: 'aac' }, 0, video('h264', 0), 0],
    ['copied.ts', { startMs: 3_600_000, gopFrames: 25 }, 7000, video('h264', 5000), 1],
    ['sparse.ts', { startMs: 3_600_000, audioCodec: 'aac' }, 7000, video('h264', 7000), 2],
    [
      'disc.mpg',
      { startMs: 9000, codec: 'mpeg2video', codecOptions: {} },
      7000,
      video('h264', 7000),
      2,
    ],
  ];
  test.each(cases)('of %s %j from %i ms', async (name, options, fromMs, first, scene) => {
    await makeClip(at(name), story, options);
    const { facts } = await render(at(name), fromMs, at(`${name}.out.mp4`));
    expect(facts[0]).toEqual(first);
    expect(facts).toHaveLength(options.audioCodec ? 2 : 1);
    const shown = await scenesShown(at(`${name}.out.mp4`));
    expect(shown.map(([index]) => index)).toEqual([0, 1, 2, 3].slice(scene));
    for (const [index, timeMs] of shown) expect(Math.floor(timeMs / 3000)).toBe(index);
  });

  test('of fields has neither combs nor fewer frames', async () => {
    const { width, height } = size;
    const bars = (x: number, fiftieths: number) =>
      40 + 25 * (Math.floor((x + 4 * fiftieths) / 20) % 8);
    const draw = (rgb: Uint8Array, frame: number) =>
      rgb.map((_, place) => {
        const pixel = Math.floor(place / 3);
        const row = Math.floor(pixel / width);
        return bars(pixel % width, 2 * frame + (row % 2));
      });
    const scene = { ...(story[0] as Scene), durationMs: 1000 };
    const options = { codecOptions: { crf: '12' }, draw, interlaced: true };
    await makeClip(at('fields.ts'), [scene], options);
    await render(at('fields.ts'), 0, at('fields.out.mp4'));
    const frames = await lumaFrames(at('fields.out.mp4'));
    expect(frames).toHaveLength(25);
    expect(frames.map(({ timeMs }) => timeMs)).toEqual(frames.map((_, index) => index * 40));
    for (const { luma } of frames) {
      // Bars stand upright: a line is like the one above it.
      const steps = luma.subarray(width).map((value, at) => Math.abs(value - (luma[at] ?? 0)));
      const mean = steps.reduce((sum, step) => sum + step, 0) / (width * (height - 1));
      expect(mean).toBeLessThan(4);
    }
  });

  test('starts sound and picture together', async () => {
    await makeClip(at('sound.avi'), story, { codec: 'mpeg4', audioCodec: 'ac3' });
    const { facts } = await render(at('sound.avi'), 5000, at('sound.out.mp4'));
    expect(facts.map(({ codec }) => codec)).toEqual(['h264', 'aac']);
    for (const { startMs } of facts) expect(Math.abs(startMs - 5000)).toBeLessThan(100);
  });

  test('keeps the turn of a phone held upright', async () => {
    await makeClip(at('turned.mov'), story, { rotation: 90, pixelFormat: 'yuv420p10le' });
    await render(at('turned.mov'), 1000, at('turned.out.mp4'));
    const plan = { width: 64, height: 64, kernel: 'cubic', maxPixels: 1e8 } as const;
    const metadata = await decodeVideo(at('turned.out.mp4'), async () => {}, {
      plan,
      alive: () => {},
    });
    expect(metadata).toMatchObject({ width: 120, height: 160, browserShows: true });
  });

  test('is made no faster than it is taken, and stops when told', async () => {
    await makeClip(at('long.avi'), story, { codec: 'mpeg4' });
    const stop = new AbortController();
    let writing = false;
    let chunks = 0;
    await renderVideo(
      at('long.avi'),
      0,
      {
        begin: async () => {},
        write: async () => {
          expect(writing).toBe(false);
          writing = true;
          await new Promise((resolve) => setImmediate(resolve));
          writing = false;
          chunks++;
          if (chunks === 3) stop.abort();
        },
      },
      { signal: stop.signal, alive: () => {} },
    );
    expect(chunks).toBe(3);
  });

  test('of what is no video is refused', async () => {
    await makeClip(at('only-sound.mp4'), story, { audioOnly: true, audioCodec: 'aac' });
    await expect(render(at('only-sound.mp4'), 0, at('none.mp4'))).rejects.toMatchObject({
      code: 'no-video-stream',
    });
    await expect(render(at('nowhere.mp4'), 0, at('none.mp4'))).rejects.toMatchObject({
      code: 'vanished',
    });
  });
});
