/** Motion photos, made here: the still is the photo, the video inside is found and plays. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { makeHeif } from '../../test/support/make-heif.ts';
import { motionClip, motionWriters } from '../../test/support/make-motion.ts';
import { corners, quarterPixels, quarters } from '../../test/support/quarters.ts';
import { findMotionVideo } from './formats/motion-video.ts';
import { findMotion } from './motion-photo.ts';
import { decodePhoto } from './photo.ts';
import { renderVideo } from './render-video.ts';
import { codecName, openContainer } from './video-ffmpeg.ts';

const folder = await mkdtemp(path.join(os.tmpdir(), 'afterimage-motion-'));
afterAll(() => rm(folder, { recursive: true }));
const plan = { width: 16, height: 16, kernel: 'cubic', maxPixels: 2 ** 28 } as const;
const clip = await motionClip();

/** The parts of a name that FFmpeg takes apart in its own addresses. */
const oddName = 'a,b:c,,:file:%20 ü.jpg';

describe.each(Object.entries(motionWriters))('%s', (name, write) => {
  test('the still is the photo', async () => {
    const file = path.join(folder, name);
    await writeFile(file, await write(clip));
    const { metadata, moments } = await decodePhoto(file, plan);
    expect([metadata.width, metadata.height, metadata.durationMs]).toEqual([640, 480, null]);
    expect(corners(moments[0]?.pixels as never)).toEqual(['red', 'green', 'blue', 'grey']);
  });

  test('the video inside is found, and plays', async () => {
    const file = path.join(folder, name === 'google' ? oddName : name);
    const bytes = await write(clip);
    await writeFile(file, bytes);
    const part = await findMotion(file);
    expect(part).not.toBeNull();
    expect(bytes.subarray(part?.start, part?.end).equals(clip)).toBe(true);

    const chunks: Uint8Array[] = [];
    const sink = {
      begin: async () => {},
      write: async (chunk: Uint8Array) => void chunks.push(chunk),
    };
    const { signal } = new AbortController();
    await renderVideo(file, 0, sink, { signal, alive: () => {}, part: part ?? undefined });
    const rendered = path.join(folder, 'rendered.mp4');
    await writeFile(rendered, Buffer.concat(chunks));
    const { input } = await openContainer(rendered);
    const [video] = input.streams;
    expect([video && codecName(video), video?.codecpar.width]).toEqual(['h264', 160]);
    await input.closeInput();
  });
});

test('a photo without one, or with another than a movie behind it, has none', async () => {
  const jpeg = await quarters().jpeg().toBuffer();
  const picture = { rgb: quarterPixels(96, 64), width: 96, height: 64 };
  const files: Record<string, Buffer> = {
    'plain.jpg': jpeg,
    'tail.jpg': Buffer.concat([jpeg, Buffer.from('....ftypisom and nothing more')]),
    'cut.jpg': Buffer.concat([jpeg, clip.subarray(0, 60)]),
    'plain.heic': await makeHeif({ tiles: [picture] }),
    'clip.png': Buffer.concat([await quarters().png().toBuffer(), clip]),
  };
  for (const [name, bytes] of Object.entries(files)) {
    await writeFile(path.join(folder, name), bytes);
    expect([name, await findMotion(path.join(folder, name))]).toEqual([name, null]);
  }
  await expect(findMotion(path.join(folder, 'none.jpg'))).rejects.toMatchObject({
    code: 'vanished',
  });
});

test('a file made of nothing but beginnings is given up', () => {
  expect(findMotionVideo(Buffer.from('\0\0\0\x08ftyp'.repeat(200_000), 'latin1'))).toBeUndefined();
});
