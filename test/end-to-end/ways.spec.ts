/** More ways to ask: near duplicates, a part of a photo, more and less of what was found. */
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import sharp from 'sharp';
import { type MadeFolder, madeItems, makeFolder } from '../support/made-folder.ts';
import { type Served, serve } from '../support/program.ts';
import { libraryPage, showEverything, text } from './library-page.ts';

let made: MadeFolder;
let served: Served;
const items = madeItems + 1;

test.beforeAll(async () => {
  made = await makeFolder();
  const saved = sharp(join(made.pictures, 'photo-00.jpg')).resize(500).jpeg({ quality: 50 });
  await saved.toFile(join(made.pictures, 'saved-again.jpg'));
  served = await serve([made.pictures, '--library', made.library]);
});

test.afterAll(async () => {
  await served.stop();
  await made.remove();
});

test('near duplicates, parts of a photo, and judging what is found', async ({ page }) => {
  const library = libraryPage(page);
  await showEverything(page);
  await page.goto(served.url);
  await library.untilUpToDate(items);

  // A name finds the photo first; what is like it begins with its copy.
  await library.find('name:photo-00');
  await library.tiles.first().focus();
  await page.keyboard.press('m');
  const chips = page.getByRole('list', { name: text.search.chips });
  await expect(chips.getByText(text.search.likeChip, { exact: true })).toBeVisible();
  await expect(page.getByText(text.search.foundRanked(items, 1)).first()).toBeVisible();
  const near = page.getByRole('gridcell', { name: text.grid.near(text.grid.photo(2, items)) });
  await expect(near).toBeVisible();
  await library.picture('near-duplicate');
  expect(await library.open(near)).toBe('saved-again.jpg');

  // A part of it, by keyboard.
  await page.keyboard.press('a');
  const box = page.getByRole('slider', { name: text.viewer.areaBox });
  await expect(box).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Shift+ArrowDown');
  await library.picture('area');
  await page.keyboard.press('Escape');
  await expect(box).toBeHidden();
  await expect(library.viewer).toBeVisible();
  await page.keyboard.press('a');
  await page.keyboard.press('Enter');
  await expect(library.viewer).toBeHidden();
  await expect(chips.getByText(text.search.partChip)).toBeVisible();
  await expect(page).toHaveURL(/part=\d+\.250\.250\.500\.500/);
  await expect(page.getByText(text.search.foundRanked(items)).first()).toBeVisible();

  // And by drawing it.
  await library.tiles.first().click();
  await page.getByRole('button', { name: text.viewer.area }).click();
  const bounds = await box.boundingBox();
  if (bounds === null) throw new Error('no box to be seen');
  await page.mouse.move(bounds.x + 10, bounds.y + 10);
  await page.mouse.down();
  await page.mouse.move(bounds.x + bounds.width / 2, bounds.y + bounds.height / 2, { steps: 4 });
  await page.mouse.up();
  await expect(library.viewer).toBeHidden();
  await expect(page).not.toHaveURL(/250\.250\.500\.500/);
  await expect(chips.getByText(text.search.partChip)).toBeVisible();

  // More and less of what was found, beside the words.
  await library.find('shapes');
  const worst = library.tiles.first();
  await worst.hover();
  await worst.getByRole('button', { name: text.grid.no }).click();
  await expect(chips.getByText(text.search.unlikeChip)).toBeAttached();
  await expect(library.search).toHaveValue('shapes');
  await expect(page).toHaveURL(/unlike=/);
  await library.tiles.first().focus();
  await page.keyboard.press('+');
  await expect(chips.getByText(text.search.likeChip, { exact: true })).toBeAttached();
  await library.picture('judged');
  await chips.getByRole('button', { name: text.search.removeChip(text.search.unlikeChip) }).click();
  await expect(chips.getByText(text.search.unlikeChip)).not.toBeAttached();
  await expect(page).toHaveURL(/q=shapes.*like=/);
});
