/** Videos that no browser plays: what phones and editors write shows, plays and seeks all the same. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { hdrColours, toHdrSignal } from '../support/hdr-signal.ts';
import { type ClipOptions, makeClip, type Scene } from '../support/make-clip.ts';
import { rawScene } from '../support/pictures.ts';
import { type Served, serve } from '../support/program.ts';
import { libraryPage, showEverything, text } from './library-page.ts';

const size = { width: 320, height: 180 };
const sceneMs = 3000;
const hevc: ClipOptions = {
  codec: 'libx265',
  codecOptions: { preset: 'ultrafast', 'x265-params': 'log-level=none', crf: '18' },
};
const clips: Readonly<Record<string, ClipOptions>> = {
  'phone.mov': { ...hevc, audioCodec: 'aac' },
  'phone-hdr.mov': { ...hevc, pixelFormat: 'yuv420p10le', colours: hdrColours.hlg },
  'film-hdr.mkv': { ...hevc, pixelFormat: 'yuv420p10le', colours: hdrColours.pq },
  'editor.mov': { codec: 'prores_ks', pixelFormat: 'yuv422p10le', audioCodec: 'pcm_s16le' },
  'camcorder.mpg': { codec: 'mpeg2video', interlaced: true, codecOptions: { b: '4000000' } },
};

let root: string;
let served: Served;
let scenes: Scene[];

test.beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'afterimage-renditions-'));
  const folder = join(root, 'videos');
  await mkdir(folder);
  scenes = [];
  for (const number of [101, 102, 103]) {
    const rgb = await rawScene(number, size.width, size.height);
    scenes.push({ rgb, ...size, durationMs: sceneMs });
  }
  for (const [name, options] of Object.entries(clips)) {
    const signal = options.colours === hdrColours.pq ? 'pq' : options.colours ? 'hlg' : null;
    const story = scenes.map((scene) =>
      signal === null ? scene : { ...scene, rgb: toHdrSignal(scene.rgb, signal) },
    );
    await makeClip(join(folder, name), story, options);
  }
  served = await serve([folder, '--library', join(root, 'library')]);
});

test.afterAll(async () => {
  await served.stop();
  await rm(root, { recursive: true, force: true });
});

test('HEVC, HDR, ProRes and MPEG-2 play and seek in the viewer', async ({ page }) => {
  const library = libraryPage(page);
  await showEverything(page);
  await page.goto(served.url);
  await library.untilUpToDate(Object.keys(clips).length);
  for (const name of Object.keys(clips)) {
    await test.step(name, async () => {
      await library.find(`name:${name}`);
      expect(await library.open(library.tiles.first())).toBe(name);
      await expectScene(page, 0);

      // By the strip of moments, by keyboard, and back.
      await library.viewer.getByRole('button', { name: text.viewer.moment('0:06') }).click();
      await expectScene(page, 2);
      await page.keyboard.press(',');
      await expectScene(page, 1);
      await library.picture(`rendition-${name}`);

      await library.viewer.getByRole('button', { name: text.viewer.play }).last().click();
      // It goes on into the next scene by itself, and at the end it stays there.
      await expectScene(page, 2);
      await page.keyboard.press('Escape');
    });
  }
});

/** The player has this scene's picture, in its colours, at its time. */
async function expectScene(page: Page, index: number): Promise<void> {
  await expect(async () => {
    const { error, seconds, rgb } = await lookAt(page);
    expect(error).toBe(null);
    const scene = Math.floor((seconds * 1000 + 1) / sceneMs);
    expect(Math.min(scene, scenes.length - 1)).toBe(index);
    const distances = scenes.map((scene) => distance(rgb, scene));
    expect(distances.indexOf(Math.min(...distances))).toBe(index);
    expect(distances[index]).toBeLessThan(20);
  }).toPass({ timeout: 30_000 });
}

const look = 16;

function lookAt(page: Page) {
  return page.locator('video').evaluate((video: HTMLVideoElement, side) => {
    const canvas = document.createElement('canvas');
    canvas.width = side;
    canvas.height = side;
    const context = canvas.getContext('2d');
    context?.drawImage(video, 0, 0, side, side);
    const data = [...(context?.getImageData(0, 0, side, side).data ?? [])];
    return {
      error: video.error?.message ?? null,
      seconds: video.currentTime,
      rgb: data.filter((_, place) => place % 4 !== 3),
    };
  }, look);
}

/** Mean absolute difference of codes; of the scene every cell's middle is looked at. */
function distance(rgb: readonly number[], { rgb: whole, width, height }: Scene): number {
  const sum = rgb.reduce((total, value, place) => {
    const [cell, channel] = [Math.floor(place / 3), place % 3];
    const x = Math.floor((((cell % look) + 0.5) * width) / look);
    const y = Math.floor(((Math.floor(cell / look) + 0.5) * height) / look);
    return total + Math.abs(value - (whole[(y * width + x) * 3 + channel] ?? 0));
  }, 0);
  return sum / rgb.length;
}
