import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { DecodedSegment } from '../../main/engine/workers/types.ts';
import { type ClipOptions, drawScene, makeClip, type Scene } from '../../test/support/make-clip.ts';
import { type DecodeVideoOptions, decodeVideo } from './video.ts';
import { readResume } from './video-resume.ts';

const plan = { width: 32, height: 32, kernel: 'cubic', maxPixels: 1e8 } as const;
const size = { width: 96, height: 64 };
const folder = mkdtempSync(join(tmpdir(), 'afterimage-resume-'));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

/** With what the resume points say, so that those of the rest are compared as well. */
async function decode(path: string, asked: Partial<DecodeVideoOptions> = {}) {
  const segments: DecodedSegment[] = [];
  const options = { plan, alive: () => {}, ...asked };
  const metadata = await decodeVideo(path, async (segment) => void segments.push(segment), options);
  const told = segments.map(({ resume, ...segment }) => ({
    ...segment,
    standing: resume === null ? null : readResume(resume, options.plan),
  }));
  return { metadata, segments, told, moments: segments.flatMap(({ moments }) => moments) };
}

/** Cuts after every frame that was looked at, or after every third moment, and goes on there. */
async function expectSameAtEveryCut(path: string): Promise<number> {
  const whole = await decode(path);
  let cuts = 0;
  for (const segmentLength of [
    { moments: 1000, frames: 1 },
    { moments: 3, frames: 1000 },
  ]) {
    const { segments, told, metadata, moments } = await decode(path, { segmentLength });
    expect(moments).toEqual(whole.moments);
    for (const [index, { resume }] of segments.entries()) {
      if (resume === null) continue;
      cuts += 1;
      const rest = await decode(path, { segmentLength, resume });
      expect(rest.told).toEqual(told.slice(index + 1));
      expect(rest.metadata).toEqual(metadata);
    }
    expect(segments.map(({ resume }) => resume === null)).toEqual(
      segments.map((_, index) => index === segments.length - 1),
    );
  }
  return cuts;
}

/** Pictures of three seconds, the second of them a slow pan, the last two alike. */
const scenes = (count: number): Scene[] =>
  Array.from({ length: count }, (_, seed) =>
    drawScene(Math.min(seed, count - 2) + 1, { ...size, durationMs: 3000 }),
  );
const pan = (rgb: Uint8Array, index: number): Uint8Array =>
  index < 75 || index >= 150 ? rgb : rgb.map((_, at) => rgb[(at + index * 9) % rgb.length] ?? 0);

const noKeyframesAtCuts = { preset: 'veryfast', crf: '20', sc_threshold: '0' };
const quickly = { deadline: 'realtime', 'cpu-used': '8' };
const clips: readonly (readonly [string, ClipOptions])[] = [
  ['default.mp4', {}],
  ['dense.mkv', { gopFrames: 25, audioCodec: 'aac' }],
  ['two-seconds.mp4', { gopFrames: 50, codecOptions: noKeyframesAtCuts }],
  ['one-keyframe.mp4', { gopFrames: 9999, codecOptions: noKeyframesAtCuts }],
  [
    'b-frames.ts',
    { gopFrames: 60, codecOptions: { preset: 'medium', 'x264-params': 'bframes=8:b-pyramid=2' } },
  ],
  [
    'open-groups.mkv',
    { gopFrames: 60, codecOptions: { preset: 'medium', 'x264-params': 'open-gop=1:bframes=4' } },
  ],
  [
    'open-groups-hevc.mp4',
    {
      codec: 'libx265',
      gopFrames: 70,
      codecOptions: { preset: 'ultrafast', 'x265-params': 'log-level=none:open-gop=1:bframes=4' },
    },
  ],
  ['refreshed.mp4', { codecOptions: { preset: 'veryfast', 'x264-params': 'intra-refresh=1' } }],
  ['mpeg4.avi', { codec: 'mpeg4', gopFrames: 12, codecOptions: { bf: '2' } }],
  ['mpeg2.mpg', { codec: 'mpeg2video', gopFrames: 15, codecOptions: { bf: '2' } }],
  ['vp9.webm', { codec: 'libvpx-vp9', codecOptions: quickly }],
  ['variable.mkv', { frameGapsMs: [40, 200, 33, 500, 10] }],
  ['trimmed.mp4', { startMs: -2000, containerOptions: { avoid_negative_ts: 'disabled' } }],
];

test.each(clips)(
  '%s: goes on after any segment as if there had been no break',
  async (...given) => {
    const [name, options] = given;
    await makeClip(at(name), scenes(6), { draw: pan, ...options });
    expect(await expectSameAtEveryCut(at(name))).toBeGreaterThan(10);
  },
);

test('a damaged video goes on as if there had been no break', async () => {
  await makeClip(at('whole.mkv'), scenes(8), { gopFrames: 40 });
  const bytes = readFileSync(at('whole.mkv'));
  for (const share of [0.3, 0.55, 0.8]) {
    bytes.fill(0xa5, Math.floor(bytes.length * share), Math.floor(bytes.length * (share + 0.03)));
  }
  writeFileSync(at('scratched.mkv'), bytes);
  expect(await expectSameAtEveryCut(at('scratched.mkv'))).toBeGreaterThan(5);
});

test('a video that has shown nothing yet remembers the dark moment it may have to give', async () => {
  const rgb = new Uint8Array(size.width * size.height * 3);
  const dark = { ...size, rgb, durationMs: 6000 };
  await makeClip(at('dark.mp4'), [dark], { gopFrames: 25 });
  expect((await decode(at('dark.mp4'))).moments).toHaveLength(1);
  expect(await expectSameAtEveryCut(at('dark.mp4'))).toBeGreaterThan(2);
  await makeClip(at('dawn.mp4'), [dark, ...scenes(2)], { gopFrames: 25 });
  expect(await expectSameAtEveryCut(at('dawn.mp4'))).toBeGreaterThan(2);
});

test('what another version or another model made, or nobody, is begun anew', async () => {
  await makeClip(at('other.mp4'), scenes(4), {});
  const segmentLength = { moments: 1, frames: 1000 };
  const { segments } = await decode(at('other.mp4'), { segmentLength });
  const resume = segments[1]?.resume as Uint8Array;
  const other = { ...plan, width: 48, height: 48 };
  for (const asked of [
    { resume, plan: other },
    { resume: resume.subarray(0, 900) },
    { resume: new Uint8Array(0) },
  ]) {
    const whole = await decode(at('other.mp4'), { plan: asked.plan ?? plan, segmentLength });
    const again = await decode(at('other.mp4'), { ...asked, segmentLength });
    expect(again.told).toEqual(whole.told);
  }
});
