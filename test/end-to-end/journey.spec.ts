/** The whole main job, as somebody does it for the first time. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import sharp from 'sharp';
import {
  clipScenes,
  type MadeFolder,
  madeItems,
  makeFolder,
  sceneMs,
} from '../support/made-folder.ts';
import { drawing, scene, writePicture } from '../support/pictures.ts';
import { type Served, serve } from '../support/program.ts';
import { drop, libraryPage, showEverything, text } from './library-page.ts';

test.describe.configure({ mode: 'serial' });

let made: MadeFolder;
let served: Served;

test.beforeAll(async () => {
  made = await makeFolder();
  served = await serve(['--library', made.library]);
});

test.afterAll(async () => {
  expect(await served.stop()).toBe(0);
  await made.remove();
});

test('first run, search, like this, the moment of a video, a dropped picture, live folders', async ({
  page,
}) => {
  const library = libraryPage(page);
  const failures: string[] = [];
  page.on('pageerror', (error) => failures.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') failures.push(message.text());
  });

  // Drawings match no words well; fold.spec.ts looks at that.
  await showEverything(page);
  await test.step('first run', async () => {
    await page.goto(served.url);
    await expect(page.getByRole('heading', { name: text.welcome.title })).toBeVisible();
    expect(page.url()).not.toContain('token');
    await library.picture('first-run');
  });

  await test.step('add a folder', async () => {
    await page.getByRole('button', { name: text.welcome.add }).click();
    await library.addFolder(made.pictures);
    await library.untilUpToDate(madeItems);
    expect(await library.count()).toBe(madeItems);
    await library.picture('library');
  });

  await test.step('what was set aside says why', async () => {
    await page.getByRole('button', { name: text.progress.setAside(1) }).click();
    await page.getByRole('button', { name: /^Named like a picture/ }).click();
    const files = page.getByRole('list', { name: /^Files:/ });
    await expect(files).toContainText('broken.jpg');
    await expect(files).toContainText('not a picture');
    await page.goBack();
    await expect(library.tiles.first()).toBeVisible();
  });

  // Which drawing a description means nobody can say; real-photos.spec.ts asks for the right one.
  await test.step('search by description', async () => {
    await library.find('a round red shape');
    await expect(library.tiles.first()).toHaveAccessibleName(/, 1 of/);
    expect(await library.count()).toBe(madeItems);
    await library.picture('search');
  });

  await test.step('more like this', async () => {
    await library.find('');
    const photo = page.getByRole('gridcell', { name: /^Photo/ }).nth(4);
    const name = await library.open(photo);
    await library.viewer.getByRole('button', { name: text.viewer.moreLikeThis }).click();
    await expect(page.getByRole('list', { name: text.search.chips })).toBeVisible();
    await expect(library.viewer).toBeHidden();
    // The answer is on the page: before it the tiles are those of what was there.
    await expect(page.locator('.foot-found')).toContainText(/first/);
    expect(await library.open(library.tiles.first())).toBe(name);
    await page.keyboard.press('Escape');
    await library.picture('more-like-this');
    await page.getByRole('button', { name: text.search.clear }).click();
  });

  await test.step('a dropped picture finds its video, which opens at the moment', async () => {
    const [, second] = clipScenes;
    const picture = await sharp(drawing(scene(second as number)))
      .jpeg({ quality: 70 })
      .toBuffer();
    await drop(page, picture, 'from-my-phone.jpg', 'image/jpeg');
    await expect(page.getByRole('list', { name: text.search.chips })).toBeVisible();
    await expect(library.tiles.first()).toHaveAccessibleName(/^Video at/);
    await library.picture('dropped-picture');
    const name = await library.open(library.tiles.first());
    expect(['clip.mp4', 'old.avi']).toContain(name);
    const video = library.viewer.locator('video');
    await expect
      .poll(() => video.evaluate((element: HTMLVideoElement) => element.readyState))
      .toBeGreaterThanOrEqual(2);
    // It opens paused, at the moment that was found.
    const found = library.viewer.getByRole('button', { name: /^Found moment/ });
    const foundAt = secondsOf((await found.getAttribute('aria-label'))?.split(' ').at(-1) ?? '');
    expect(foundAt * 1000).toBeGreaterThanOrEqual(sceneMs);
    expect(foundAt * 1000).toBeLessThan(2 * sceneMs);
    await expect
      .poll(() => video.evaluate((element: HTMLVideoElement) => element.paused))
      .toBe(true);
    const shown = await library.viewer.getByTestId('video-time').innerText();
    expect(secondsOf(shown)).toBeGreaterThanOrEqual(foundAt);
    expect(secondsOf(shown) * 1000).toBeLessThan(2 * sceneMs);
    await library.picture('viewer-video');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: text.search.clear }).click();
  });

  await test.step('an avi and a TIFF show too', async () => {
    await expect(library.tiles.first()).toBeVisible();
    await openNamed('old.avi');
    const video = library.viewer.locator('video');
    await expect
      .poll(() => video.evaluate((element: HTMLVideoElement) => element.readyState))
      .toBeGreaterThanOrEqual(2);
    await page.keyboard.press('Escape');
    await openNamed('photo-03.tiff');
    const image = library.viewer.locator('img').first();
    await expect
      .poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth))
      .toBeGreaterThan(0);
    await library.picture('viewer-photo');
    await page.keyboard.press('Escape');
  });

  await test.step('a new file appears, a deleted one disappears', async () => {
    await writePicture(join(made.pictures, 'trip', 'new.jpg'), 55);
    await library.untilUpToDate(madeItems + 1);
    await expect.poll(() => library.count()).toBe(madeItems + 1);
    await rm(join(made.pictures, 'trip', 'new.jpg'));
    await library.untilUpToDate(madeItems);
    await expect.poll(() => library.count()).toBe(madeItems);
  });

  await test.step('a removed folder leaves, its files stay', async () => {
    const before = await readFile(join(made.pictures, 'photo-00.jpg'));
    await page.getByRole('button', { name: text.folders.open }).click();
    await page.getByRole('button', { name: text.folders.remove(made.pictures) }).click();
    await page.getByRole('button', { name: text.folders.removeConfirm, exact: true }).click();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('heading', { name: text.welcome.title })).toBeVisible();
    expect(await readFile(join(made.pictures, 'photo-00.jpg'))).toEqual(before);
  });

  expect(failures).toEqual([]);

  /** Go through the viewer until the named item shows. */
  async function openNamed(name: string): Promise<void> {
    await library.tiles.first().click();
    const shown = library.viewer.locator('.viewer-name');
    for (let step = 0; step < madeItems; step += 1) {
      await expect(shown).not.toBeEmpty();
      if ((await shown.innerText()).trim() === name) return;
      const before = await library.viewer.locator('.viewer-place').innerText();
      await page.keyboard.press('ArrowRight');
      await expect(library.viewer.locator('.viewer-place')).not.toHaveText(before);
    }
    throw new Error(`no item is called ${name}`);
  }
});

test('the one-time token is refused a second time', async ({ request }) => {
  const answer = await request.get(served.url);
  expect(answer.status()).toBe(401);
});

function secondsOf(clock: string): number {
  return clock.split(':').reduce((total, part) => total * 60 + Number(part), 0);
}
