/** What a browser cannot show by itself, what moves, and what has a video inside, in the page. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import sharp from 'sharp';
import { makeHeif, numberedColours, turned } from '../support/make-heif.ts';
import { motionClip, motionWriters } from '../support/make-motion.ts';
import { rawWriters } from '../support/make-raw.ts';
import { type Served, serve } from '../support/program.ts';
import { quarterPixels, quarters, turnedCorners } from '../support/quarters.ts';
import { libraryPage, showEverything, text } from './library-page.ts';

let root: string;
let served: Served;

test.beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'afterimage-formats-'));
  const pictures = join(root, 'pictures');
  await mkdir(pictures);
  for (const [name, bytes] of Object.entries(await files())) {
    await writeFile(join(pictures, name), bytes);
  }
  served = await serve([pictures, '--library', join(root, 'library')]);
});

test.afterAll(async () => {
  await served.stop();
  await rm(root, { recursive: true, force: true });
});

async function files(): Promise<Record<string, Buffer>> {
  const tile = (colour: string) =>
    sharp({ create: { width: 320, height: 240, channels: 3, background: colour } })
      .png()
      .toBuffer();
  const frames = await Promise.all(['#dc1e1e', '#283c8c'].map(tile));
  const picture = { rgb: quarterPixels(640, 480), width: 640, height: 480 };
  return {
    'phone.heic': await makeHeif({
      tiles: [picture],
      properties: [numberedColours(1, 13, 6, false), turned(3)],
    }),
    'camera.nef': rawWriters.nef({
      jpeg: await quarters(1200, 800).jpeg().toBuffer(),
      orientation: 8,
    }),
    'dance.gif': await sharp(frames, { join: { animated: true } })
      .gif({ delay: [700, 700], loop: 0 })
      .toBuffer(),
    'motion.jpg': await motionWriters.google(await motionClip()),
  };
}

/** Opens the one item of that name and waits for its picture. */
async function openNamed(library: ReturnType<typeof libraryPage>, name: string): Promise<Locator> {
  await library.find(`name:${name}`);
  await expect.poll(library.count).toBe(1);
  expect(await library.open(library.tiles.first())).toContain(name);
  const image = library.viewer.getByRole('img', { name: new RegExp(name) });
  await expect(image).toHaveAttribute('data-state', 'shown');
  return image;
}

/** The colour in the middle of each quarter of a picture, as the browser drew it, by its name. */
async function cornersOf(image: Locator): Promise<string[]> {
  const { data, info } = await sharp(await image.screenshot())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const natural = await image.evaluate((element) => {
    const { naturalWidth, naturalHeight } = element as HTMLImageElement;
    return { naturalWidth, naturalHeight };
  });
  // Fitted into its element with its shape kept.
  const scale = Math.min(info.width / natural.naturalWidth, info.height / natural.naturalHeight);
  const [width, height] = [natural.naturalWidth * scale, natural.naturalHeight * scale];
  const colourAt = (x: number, y: number): string => {
    const column = Math.round((info.width - width) / 2 + x * width);
    const row = Math.round((info.height - height) / 2 + y * height);
    const at = (row * info.width + column) * 3;
    const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
    if (Math.max(red, green, blue) - Math.min(red, green, blue) < 24) return 'grey';
    return red > green && red > blue ? 'red' : green > blue ? 'green' : 'blue';
  };
  return [colourAt(0.3, 0.3), colourAt(0.7, 0.3), colourAt(0.3, 0.7), colourAt(0.7, 0.7)];
}

const afterTurn = (orientation: number) =>
  turnedCorners.find(([number]) => number === orientation)?.[1];

test('a HEIC, a RAW file, an animated GIF and a motion photo show as what they are', async ({
  page,
}) => {
  const library = libraryPage(page);
  const { viewer } = library;
  await showEverything(page);
  await page.goto(served.url);
  await library.untilUpToDate(4);

  for (const [name, orientation] of [
    ['phone.heic', 6],
    ['camera.nef', 8],
  ] as const) {
    await test.step(`${name}, upright and in colour`, async () => {
      const image = await openNamed(library, name);
      expect([name, await cornersOf(image)]).toEqual([name, afterTurn(orientation)]);
      await library.picture(`formats-${name}`);
      await page.keyboard.press('Escape');
      const thumbnail = library.tiles.first().locator('img');
      await expect
        .poll(() => thumbnail.evaluate((element) => (element as HTMLImageElement).naturalHeight))
        .toBe(320);
    });
  }

  await test.step('the GIF is a video that moves by itself', async () => {
    await library.find('kind:video');
    await expect.poll(library.count).toBe(1);
    const image = await openNamed(library, 'dance.gif');
    await expect(viewer.locator('video')).toHaveCount(0);
    const seen = new Set<string>();
    await expect
      .poll(async () => {
        seen.add((await cornersOf(image)).join());
        return [...seen].sort();
      })
      .toEqual(['blue,blue,blue,blue', 'red,red,red,red']);
    await page.keyboard.press('Escape');
  });

  await test.step('the motion plays over its photo, and ends', async () => {
    const image = await openNamed(library, 'motion.jpg');
    const button = viewer.getByRole('button', { name: text.viewer.playMotion });
    await expect(button).toBeVisible();
    await page.keyboard.press('p');
    const video = viewer.locator('video');
    await expect
      .poll(() => video.evaluate((element) => (element as HTMLVideoElement).currentTime))
      .toBeGreaterThan(0);
    // Its two seconds are over: the still is back.
    await expect(video).toHaveCount(0);
    await expect(image).toBeVisible();
    await page.keyboard.press('Escape');
    await openNamed(library, 'phone.heic');
    await expect(button).toHaveCount(0);
  });
});
