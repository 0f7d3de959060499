import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PixelPlan } from '../../main/engine/workers/protocol.ts';
import type { DecodedMoment } from '../../main/engine/workers/types.ts';
import {
  type ClipOptions,
  drawScene,
  frameTimes,
  makeClip,
  randomFrom,
  type Scene,
  truncateClip,
} from '../../test/support/make-clip.ts';
import { decodeVideo } from './video.ts';

// SVT-AV1 writes about itself otherwise.
process.env.SVT_LOG = '0';

const plan = { width: 64, height: 64, kernel: 'cubic', maxPixels: 100_000_000 } as const;
const size = { width: 160, height: 120 };
const folder = mkdtempSync(join(tmpdir(), 'afterimage-video-'));
const at = (name: string): string => join(folder, name);
const scenes = (count: number, durationMs = 3000): Scene[] =>
  Array.from({ length: count }, (_, seed) => drawScene(seed + 1, { ...size, durationMs }));

afterAll(() => rmSync(folder, { recursive: true }));

async function decode(path: string, own: PixelPlan = plan) {
  const segments: (readonly DecodedMoment[])[] = [];
  const metadata = await decodeVideo(
    path,
    async ({ moments }) => {
      segments.push(moments);
    },
    { plan: own, alive: () => {} },
  );
  return { metadata, moments: segments.flat(), segments };
}

async function render(name: string, story: readonly Scene[], options: ClipOptions = {}) {
  await makeClip(at(name), story, options);
  return decode(at(name));
}

/** The scenes that have a moment inside their time, as `index`, each as often as it has. */
function scenesOf(
  moments: readonly DecodedMoment[],
  story: readonly Scene[],
  startMs = 0,
): number[] {
  const ends: number[] = [];
  for (const scene of story) ends.push((ends.at(-1) ?? startMs) + scene.durationMs);
  return moments.map(({ timeMs }) => ends.findIndex((end) => (timeMs as number) < end));
}

/** How far two pictures are apart: mean absolute difference, 0..255. */
async function distance(moment: DecodedMoment, scene: Scene): Promise<number> {
  const wanted = await sharp(scene.rgb, {
    raw: { width: scene.width, height: scene.height, channels: 3 },
  })
    .resize(plan.width, plan.height, { fit: 'fill' })
    .raw()
    .toBuffer();
  const got = moment.pixels.data;
  return (
    wanted.reduce((sum, value, index) => sum + Math.abs(value - (got[index] ?? 0)), 0) /
    wanted.length
  );
}

describe('eight pictures of three seconds', () => {
  const story = scenes(8);
  const noKeyframesAtCuts = { preset: 'veryfast', crf: '20', sc_threshold: '0' };
  const clips: readonly (readonly [string, ClipOptions])[] = [
    ['default.mp4', {}],
    ['dense.mkv', { gopFrames: 25, audioCodec: 'aac' }],
    ['sparse.mp4', { codecOptions: noKeyframesAtCuts }],
    ['two-seconds.mp4', { gopFrames: 50, codecOptions: noKeyframesAtCuts }],
    ['one-and-a-half.mov', { gopFrames: 38, codecOptions: noKeyframesAtCuts }],
    ['mpeg4.avi', { codec: 'mpeg4', audioCodec: 'libmp3lame' }],
    ['pictures.avi', { codec: 'mjpeg', pixelFormat: 'yuvj420p' }],
    ['vp8.webm', { codec: 'libvpx', codecOptions: { deadline: 'realtime', 'cpu-used': '8' } }],
    ['vp9.webm', { codec: 'libvpx-vp9', codecOptions: { deadline: 'realtime', 'cpu-used': '8' } }],
    [
      'hevc.mov',
      { codec: 'libx265', codecOptions: { preset: 'ultrafast', 'x265-params': 'log-level=none' } },
    ],
    [
      'hevc-10.mp4',
      {
        codec: 'libx265',
        pixelFormat: 'yuv420p10le',
        codecOptions: { preset: 'ultrafast', 'x265-params': 'log-level=none' },
      },
    ],
    ['prores.mov', { codec: 'prores_ks', pixelFormat: 'yuv422p10le', audioCodec: 'pcm_s16le' }],
    [
      'mpeg2.mpg',
      { codec: 'mpeg2video', interlaced: true, codecOptions: { bf: '2', b: '2000000' } },
    ],
    ['mpeg2.ts', { codec: 'mpeg2video', interlaced: true, codecOptions: { b: '2000000' } }],
    ['interlaced.mkv', { interlaced: true }],
    ['windows.wmv', { codec: 'wmv2', codecOptions: { b: '2000000' } }],
    ['flash.flv', { codec: 'flv', codecOptions: { b: '2000000' } }],
    ['early-phone.3gp', { codec: 'mpeg4', codecOptions: { b: '2000000' } }],
    ['negative-offsets.mp4', { containerOptions: { movflags: 'negative_cts_offsets' } }],
    ['av1.mkv', { codec: 'libsvtav1', codecOptions: { preset: '12', 'svtav1-params': 'lp=1' } }],
    ['variable.mkv', { frameGapsMs: [40, 200, 33, 500, 10] }],
    ['fragmented.mp4', { containerOptions: { movflags: '+frag_keyframe+empty_moov' } }],
    ['ten-bits.mp4', { pixelFormat: 'yuv420p10le' }],
    ['no-b-frames.mp4', { codecOptions: { preset: 'ultrafast', crf: '20' } }],
  ];
  test.each(clips)('%s: each has one moment, at its time, that shows it', async (name, options) => {
    const { moments } = await render(name, story, options);
    expect(scenesOf(moments, story)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(moments.map(({ shot }) => shot)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    for (const [index, moment] of moments.entries()) {
      expect(await distance(moment, story[index] as Scene)).toBeLessThan(12);
    }
  });
});

test("a moment's time is its frame's presentation time, B-frames or not", async () => {
  const story = scenes(3);
  const { moments } = await render('times.mp4', story, { gopFrames: 25 });
  const shown = frameTimes(story).map(({ timeMs }) => timeMs);
  for (const { timeMs } of moments) expect(shown).toContain(timeMs);
  expect(moments[0]?.timeMs).toBe(0);
});

test('a long still scene keeps one moment, one that changes keeps more', async () => {
  const still = scenes(1, 20_000);
  expect((await render('still.mp4', still)).moments).toHaveLength(1);
  const moving = await render('moving.mp4', still, {
    draw: (rgb, index) => rgb.map((value) => Math.max(0, value - index / 2)),
  });
  expect(moving.moments.length).toBeGreaterThan(3);
  expect(moving.moments.length).toBeLessThan(11);
  expect(new Set(moving.moments.map(({ shot }) => shot))).toEqual(new Set([0]));
});

test('a black beginning is left out, an all-black video keeps one moment', async () => {
  const black: Scene = {
    ...size,
    rgb: new Uint8Array(size.width * size.height * 3),
    durationMs: 3000,
  };
  const story = [black, ...scenes(1)];
  expect(scenesOf((await render('dark-start.mp4', story)).moments, story)).toEqual([1]);
  expect((await render('dark.mp4', [black])).moments).toMatchObject([{ timeMs: 0, shot: 0 }]);
});

test('many moments come in segments, and the next waits for the one before', async () => {
  const story = scenes(70, 2400);
  await makeClip(at('many.mp4'), story, { framesPerSecond: 5, gopFrames: 5 });
  let busy = false;
  const lengths: number[] = [];
  await decodeVideo(
    at('many.mp4'),
    async ({ moments }) => {
      expect(busy).toBe(false);
      busy = true;
      lengths.push(moments.length);
      await new Promise((resolve) => setImmediate(resolve));
      busy = false;
    },
    { plan, alive: () => {} },
  );
  expect(lengths).toEqual([32, 32, 6]);
});

test('the same file gives the same moments, byte for byte', async () => {
  await makeClip(at('twice.mp4'), scenes(4), { draw: noise });
  expect((await decode(at('twice.mp4'))).segments).toEqual(
    (await decode(at('twice.mp4'))).segments,
  );
});

/** A little grain, the same each time. */
function noise(rgb: Uint8Array, index: number): Uint8Array {
  const random = randomFrom(index);
  return rgb.map((value) => Math.max(0, Math.min(255, value + random() * 16 - 8)));
}

describe('orientation and shape', () => {
  test.each([90, 180, 270] as const)('turned by %i', async (rotation) => {
    const story = scenes(1);
    const { metadata, moments } = await render(`turned-${rotation}.mp4`, story, { rotation });
    const upright = rotation === 180 ? size : { width: size.height, height: size.width };
    expect(metadata).toMatchObject(upright);
    const { rgb, width, height } = story[0] as Scene;
    const turned = await sharp(rgb, { raw: { width, height, channels: 3 } })
      .rotate(rotation)
      .raw()
      .toBuffer();
    const moment = moments[0] as DecodedMoment;
    const scene = { ...upright, rgb: turned, durationMs: 0 };
    expect(await distance(moment, scene)).toBeLessThan(12);
    const thumbnail = await sharp(moment.thumbnail.data).metadata();
    expect(thumbnail).toMatchObject({ format: 'webp', ...upright });
    expect(moment.thumbnail).toMatchObject(upright);
  });

  test('sizes that are odd', async () => {
    const odd = { width: 163, height: 121 };
    const story = [drawScene(1, { ...odd, durationMs: 1000 })];
    for (const [name, options] of [
      ['odd.avi', { codec: 'mjpeg', pixelFormat: 'yuvj444p' }],
      ['odd.mkv', { codec: 'ffv1', codecOptions: {} }],
      ['odd.mp4', { pixelFormat: 'yuv444p' }],
    ] as const) {
      const { metadata, moments } = await render(name, story, options);
      expect(metadata).toMatchObject(odd);
      expect(moments[0]?.thumbnail).toMatchObject(odd);
      expect(await distance(moments[0] as DecodedMoment, story[0] as Scene)).toBeLessThan(12);
    }
  });

  test('pixels that are not square', async () => {
    const { metadata, moments } = await render('wide.mp4', scenes(1), {
      sampleAspectRatio: { num: 4, den: 3 },
    });
    expect(metadata).toMatchObject({ width: 213, height: 120 });
    expect(moments[0]?.thumbnail).toMatchObject({ width: 213, height: 120 });
    expect(moments[0]?.pixels).toMatchObject({ width: 64, height: 64 });
  });
});

/** Grey bars of 20 pixels, `shift` pixels to the left. */
function bars(shift: number): Scene {
  const { width, height } = size;
  const rgb = Uint8Array.from({ length: width * height * 3 }, (_, place) => {
    const x = (Math.floor(place / 3) % width) + shift;
    return 40 + 25 * (Math.floor(x / 20) % 8);
  });
  return { ...size, rgb, durationMs: 1000 };
}

/** The upper field before, the lower one after: its bars stand elsewhere. */
function woven(before: Scene, after: Scene): Scene {
  const rgb = before.rgb.map((value, place) =>
    Math.floor(place / (size.width * 3)) % 2 === 0 ? value : (after.rgb[place] ?? 0),
  );
  return { ...before, rgb };
}

test.each(['libx264', 'mpeg2video'])(
  'interlaced frames of %s show one of their fields',
  async (codec) => {
    const picture = [woven(bars(0), bars(10))];
    const codecOptions = codec === 'libx264' ? { crf: '12' } : { b: '8000000' };
    const combed = await render(`${codec}-combed.mp4`, picture, { codec, codecOptions });
    const { metadata, moments } = await render(`${codec}-fields.mp4`, picture, {
      codec,
      codecOptions,
      interlaced: true,
    });
    const [moment] = moments as [DecodedMoment];
    expect(await distance(moment, bars(0))).toBeLessThan(4);
    expect(await distance(combed.moments[0] as DecodedMoment, bars(0))).toBeGreaterThan(6);
    expect(moment.thumbnail).toMatchObject(size);
    expect(metadata).toMatchObject(size);
  },
);

describe('what the file says', () => {
  test('date, camera, place, length and codec', async () => {
    const { metadata } = await render('told.mov', scenes(1), {
      audioCodec: 'aac',
      containerOptions: { movflags: 'use_metadata_tags' },
      metadata: {
        creation_time: '2020-01-02T03:04:05Z',
        'com.apple.quicktime.creationdate': '2020-01-02T04:04:05+0100',
        'com.apple.quicktime.make': 'Apple',
        'com.apple.quicktime.model': 'iPhone 12',
        'com.apple.quicktime.location.ISO6709': '+52.5200+013.4050/',
      },
    });
    expect(metadata).toMatchObject({
      ...size,
      capturedAt: '2020-01-02T04:04:05+01:00',
      camera: 'Apple iPhone 12',
      latitude: 52.52,
      longitude: 13.405,
      format: 'mov,mp4,m4a,3gp,3g2,mj2',
      codec: 'h264',
      browserShows: true,
    });
    expect(metadata.durationMs).toBeGreaterThanOrEqual(3000);
    expect(metadata.durationMs).toBeLessThan(3100);
  });
});

describe('what cannot be read', () => {
  let whole: Uint8Array;
  beforeAll(async () => {
    await makeClip(at('whole.mkv'), scenes(8), { gopFrames: 25 });
    whole = readFileSync(at('whole.mkv'));
  });

  test('a file that breaks off gives the moments before the break', async () => {
    truncateClip(whole, at('half.mkv'), 0.5);
    const { moments } = await decode(at('half.mkv'));
    const found = scenesOf(moments, scenes(8));
    expect(found.length).toBeGreaterThan(2);
    expect(found).toEqual(found.map((_, index) => index));
  });

  test('damage in the middle costs what it hits', async () => {
    const bytes = Buffer.from(whole);
    bytes.fill(0xa5, Math.floor(bytes.length * 0.4), Math.floor(bytes.length * 0.45));
    writeFileSync(at('scratched.mkv'), bytes);
    const found = scenesOf((await decode(at('scratched.mkv'))).moments, scenes(8));
    expect(found).toContain(0);
    expect(found).toContain(7);
  });

  test.each(['mp4', 'mov'])('of an %s that was cut off the index is missing', async (ending) => {
    await makeClip(at(`whole.${ending}`), scenes(2));
    const bytes = readFileSync(at(`whole.${ending}`));
    truncateClip(bytes, at(`half.${ending}`), 0.5);
    const half = decode(at(`half.${ending}`));
    await expect(half).rejects.toMatchObject({ code: 'cut-off-video' });
    const index = bytes.indexOf('moov');
    bytes.fill(0xa5, index + 4, index + 60);
    writeFileSync(at(`scratched.${ending}`), bytes);
    const scratched = decode(at(`scratched.${ending}`));
    await expect(scratched).rejects.toMatchObject({ code: 'damaged-video' });
  });

  test.each(['mp4', 'flv'])('an %s in which nothing was recorded', async (ending) => {
    const containerOptions = ending === 'mp4' ? { movflags: '+frag_keyframe+empty_moov' } : {};
    await makeClip(at(`nothing.${ending}`), scenes(1, 0), { containerOptions });
    await expect(decode(at(`nothing.${ending}`))).rejects.toMatchObject({ code: 'no-frames' });
  });

  test('an mp4 whose pictures are all noise is damaged', async () => {
    await makeClip(at('noise.mp4'), scenes(1));
    const bytes = readFileSync(at('noise.mp4'));
    const random = randomFrom(1);
    const mdat = bytes.indexOf('mdat') + 4;
    const end = bytes.indexOf('moov') - 4;
    for (let index = mdat; index < end; index++) bytes[index] = random() * 256;
    writeFileSync(at('noise.mp4'), bytes);
    await expect(decode(at('noise.mp4'))).rejects.toMatchObject({ code: 'damaged-video' });
  });

  test.each([
    ['mp4', 'aac'],
    ['mov', 'pcm_s16le'],
    ['mkv', 'flac'],
    ['webm', 'libopus'],
    ['ogv', 'libvorbis'],
    ['avi', 'libmp3lame'],
    ['ts', 'aac'],
  ])('sound alone in an .%s has no video', async (ending, audioCodec) => {
    const path = at(`sound.${ending}`);
    const container = ending === 'ogv' ? { container: 'ogg' } : {};
    await makeClip(path, scenes(1), { audioOnly: true, audioCodec, ...container });
    await expect(decode(path)).rejects.toMatchObject({ code: 'no-video-stream' });
  });

  test.each(['mp4', 'mkv'])('a cover is no video: sound in an .%s', async (ending) => {
    const [{ rgb, width, height }] = scenes(1) as [Scene];
    const cover = await sharp(rgb, { raw: { width, height, channels: 3 } })
      .jpeg()
      .toBuffer();
    const path = at(`covered.${ending}`);
    await makeClip(path, scenes(1), { audioOnly: true, audioCodec: 'aac', cover });
    await expect(decode(path)).rejects.toMatchObject({ code: 'no-video-stream' });
  });

  const odd: readonly (readonly [string, Uint8Array, string])[] = [
    ['empty', new Uint8Array(0), 'empty-file'],
    ['zeros', new Uint8Array(5000), 'unsupported-format'],
    ['text', Buffer.from('#EXTM3U\n#EXTINF:10,\n/etc/passwd\n'), 'unsupported-format'],
    ['a list', Buffer.from("ffconcat version 1.0\nfile '/etc/passwd'\n"), 'unsupported-format'],
    [
      'a manifest',
      Buffer.from('<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>'),
      'unsupported-format',
    ],
    [
      'a session',
      Buffer.from('v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n'),
      'unsupported-format',
    ],
    ['a head alone', Buffer.from('\x00\x00\x00\x18ftypisom', 'latin1'), 'damaged-video'],
  ];
  test.each(odd)('%s', async (name, bytes, code) => {
    writeFileSync(at(`${name}.mp4`), bytes);
    await expect(decode(at(`${name}.mp4`))).rejects.toMatchObject({ code });
  });

  test('no file, a folder, too large a picture', async () => {
    await expect(decode(at('nowhere.mp4'))).rejects.toMatchObject({ code: 'vanished' });
    await expect(decode(folder)).rejects.toMatchObject({ code: 'not-a-regular-file' });
    await expect(
      decodeVideo(at('whole.mkv'), async () => {}, {
        plan: { ...plan, maxPixels: 100 },
        alive: () => {},
      }),
    ).rejects.toMatchObject({ code: 'too-many-pixels' });
  });
});

test('ten hours are read in segments, and times stay right to the end', async () => {
  const hours = 10;
  const story = Array.from({ length: hours }, (_, hour) =>
    drawScene(hour + 1, { width: 64, height: 48, durationMs: 3_600_000 }),
  );
  await makeClip(at('hours.mp4'), story, { frameGapsMs: [2000], gopFrames: 1 });
  const { metadata, moments, segments } = await decode(at('hours.mp4'));
  expect(metadata.durationMs).toBeGreaterThan(hours * 3_600_000 - 10_000);
  expect(moments.map(({ timeMs }) => timeMs)).toEqual(story.map((_, hour) => hour * 3_600_000));
  // Of 128 frames looked at each, so that an end of the engine costs little.
  expect(segments.length).toBeGreaterThan(18_000 / 128);
});

test.each([
  ['broadcast.ts', { startMs: 7_200_000, audioCodec: 'aac' }, 0],
  ['disc.mpg', { startMs: 10_000, codec: 'mpeg2video', codecOptions: {} }, 0],
  ['late.mkv', { startMs: 10_000 }, 0],
  // Chromium plays these as they are, and its clock begins at their first frame's time.
  ['late.mp4', { startMs: 10_000 }, 10_000],
  [
    'late.webm',
    { startMs: 10_000, codec: 'libvpx', codecOptions: { deadline: 'realtime', 'cpu-used': '8' } },
    10_000,
  ],
] as const)(
  'times of %s count from its beginning, or from where a browser counts',
  async (...given) => {
    const [name, options, startMs] = given;
    const story = scenes(3);
    const { moments } = await render(name, story, options);
    expect(moments.map(({ timeMs }) => timeMs)).toEqual([0, 3000, 6000].map((ms) => ms + startMs));
  },
);

test('what an edit list cuts off is not there, and times begin after it', async () => {
  const story = scenes(2);
  const startMs = -2000;
  const { moments } = await render('trimmed.mp4', story, {
    startMs,
    containerOptions: { avoid_negative_ts: 'disabled' },
  });
  expect(moments[0]?.timeMs).toBe(0);
  expect(scenesOf(moments, story, startMs)).toEqual([0, 1]);
});

test('a frame that is much larger than the training photos is made as they were', async () => {
  const [scene] = scenes(1);
  const trained = { width: 48, height: 48, kernel: 'linear', jpegQuality: 60 } as const;
  const { moments: plain } = await render('large.mp4', [scene as Scene]);
  const area = (size.width * size.height) / (48 * 48);
  const at48 = (areaFrom: number) => ({ ...plan, trained: { ...trained, areaFrom } });
  const { moments: large } = await decode(at('large.mp4'), at48(area));
  const { moments: small } = await decode(at('large.mp4'), at48(area + 0.01));
  expect(small).toEqual(plain);
  expect(large[0]?.pixels.data).not.toEqual(plain[0]?.pixels.data);
  expect(large.map(({ timeMs }) => timeMs)).toEqual(plain.map(({ timeMs }) => timeMs));
  expect(await distance(large[0] as DecodedMoment, scene as Scene)).toBeLessThan(20);
});

test('a stop is heard', async () => {
  await makeClip(at('long.mp4'), scenes(20), { gopFrames: 25 });
  const stop = new AbortController();
  const options = { plan, alive: () => {}, signal: stop.signal };
  let seen = 0;
  const work = decodeVideo(
    at('long.mp4'),
    async ({ moments }) => {
      seen += moments.length;
    },
    options,
  );
  stop.abort(new Error('enough'));
  await expect(work).rejects.toThrow('enough');
  expect(seen).toBe(0);
});
