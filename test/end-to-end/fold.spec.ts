/** What does not match well lies under a fold, and the page says when nothing does. */
import { expect, test } from '@playwright/test';
import { type MadeFolder, madeItems, makeFolder } from '../support/made-folder.ts';
import { type Served, serve } from '../support/program.ts';
import { libraryPage, text, unlikely } from './library-page.ts';

let made: MadeFolder;
let served: Served;

test.beforeAll(async () => {
  made = await makeFolder();
  served = await serve([made.pictures, '--library', made.library]);
});

test.afterAll(async () => {
  await served.stop();
  await made.remove();
});

test('nothing matches, the nearest on request, everything by a setting', async ({ page }) => {
  const library = libraryPage(page);
  await page.goto(served.url);
  await library.untilUpToDate(madeItems);

  await library.search.fill(unlikely);
  const nothing = page.getByRole('heading', { name: text.fold.noneTitle });
  await expect(nothing).toBeVisible();
  await expect(library.tiles).toHaveCount(0);
  await expect(page.getByRole('status').filter({ hasText: text.fold.noneTitle })).toBeAttached();
  await library.picture('nothing-matches');

  await page.getByRole('button', { name: text.fold.showNearest }).click();
  await expect(library.tiles.first()).toBeVisible();
  expect(await library.count()).toBe(madeItems);
  await library.picture('nearest');

  // A photo from under the fold keeps its place among them, also when one comes back to it.
  await page.keyboard.press('Enter');
  await expect(library.viewer).toBeVisible();
  await page.reload();
  await expect(library.viewer).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(library.viewer).toBeHidden();
  expect(await library.count()).toBe(madeItems);
  await page.getByRole('button', { name: text.fold.hide }).click();
  await expect(nothing).toBeVisible();
  await expect(library.search).toBeFocused();

  // What bears the name matches; the others do not.
  await library.search.fill('clip');
  await expect(page.getByRole('button', { name: /^Show [\d,]+ weaker/ })).toBeVisible();
  expect(await library.count()).toBeGreaterThan(0);
  expect(await library.count()).toBeLessThan(madeItems);
  await library.picture('fold');

  await page.getByRole('button', { name: text.menu.label }).click();
  await page.getByRole('menuitemradio', { name: text.fold.strictnesses.all }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByText(text.search.foundRanked(madeItems)).first()).toBeVisible();
  await page.reload();
  await expect(page.getByText(text.search.foundRanked(madeItems)).first()).toBeVisible();
});
