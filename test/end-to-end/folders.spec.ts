/** Folders that are removed, brought back, forgotten, and moved. */
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { type MadeFolder, madeItems, makeFolder } from '../support/made-folder.ts';
import { type Served, serve } from '../support/program.ts';
import { libraryPage, showEverything, text } from './library-page.ts';

test.describe.configure({ mode: 'serial' });

const { folders, annotations } = text;
let made: MadeFolder;
let served: Served;

test.beforeEach(async ({ page }) => {
  made = await makeFolder();
  served = await serve([made.pictures, '--library', made.library]);
  await showEverything(page);
  await page.goto(served.url);
  await libraryPage(page).untilUpToDate(madeItems);
});

test.afterEach(async () => {
  await served.stop();
  await made.remove();
});

async function removeFolder(page: Page): Promise<void> {
  await page.getByRole('button', { name: folders.remove(made.pictures) }).click();
  const question = page.getByRole('alertdialog', { name: folders.removeTitle });
  await expect(question).toContainText(/kept until \d+ \w+ 20\d\d/);
  await question.getByRole('button', { name: folders.removeConfirm, exact: true }).click();
  await expect(page.getByRole('status').getByText(/are hidden and kept until/)).toBeVisible();
}

test('a removed folder says until when it is kept; it comes back as it was, or is forgotten', async ({
  page,
}) => {
  const library = libraryPage(page);
  await library.open(library.tiles.first());
  await page.keyboard.press('4');
  await expect(library.viewer.getByRole('img', { name: annotations.stars(4) })).toBeVisible();
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: folders.open }).click();
  await removeFolder(page);
  const removed = page.getByRole('region', { name: folders.removed });
  await expect(removed).toContainText(made.pictures);
  await expect(removed).toContainText(messages.folders.photos(madeItems));
  await library.picture('removed-folder');
  await page.getByLabel(folders.keepHidden).selectOption(folders.days(7));
  const shorter = page.getByRole('alertdialog', { name: folders.keepShorterTitle });
  await expect(shorter).toContainText(folders.days(7));
  await expect(page.getByLabel(folders.keepHidden)).toHaveValue('90');
  await shorter.getByRole('button', { name: folders.keepShorterConfirm }).click();
  await expect(page.getByLabel(folders.keepHidden)).toHaveValue('7');

  await page.getByRole('button', { name: folders.bringBackNamed(made.pictures) }).click();
  await expect(page.getByText(folders.broughtBack(made.pictures))).toBeVisible();
  await expect(removed).toBeHidden();
  await page.keyboard.press('Escape');
  await library.untilUpToDate(madeItems);
  await library.find('rating:4');
  await expect(library.tiles).toHaveCount(1);
  await library.find('');

  await page.getByRole('button', { name: folders.open }).click();
  await removeFolder(page);
  await page.getByRole('button', { name: folders.forgetNamed(made.pictures) }).click();
  const question = page.getByRole('alertdialog', { name: folders.forgetTitle });
  await expect(question).toContainText(made.pictures);
  await library.picture('forget');
  await question.getByRole('button', { name: folders.forgetConfirm, exact: true }).click();
  await expect(page.getByText(messages.folders.forgotten(madeItems))).toBeVisible();
  await expect(removed).toBeHidden();
});

test('a folder that was moved away is added where it is now, and nothing is read', async ({
  page,
}) => {
  const library = libraryPage(page);
  const elsewhere = join(made.root, 'far', 'away');
  await mkdir(join(made.root, 'far'));
  await rename(made.pictures, elsewhere);
  await page.getByRole('button', { name: folders.open }).click();
  await expect(page.getByText(folders.offlineHint)).toBeVisible();
  await page.getByRole('button', { name: folders.add }).click();
  await library.addFolder(elsewhere);
  const question = page.getByRole('alertdialog', { name: folders.movedTitle });
  await expect(question).toContainText(made.pictures);
  await library.picture('moved-folder');
  await question.getByRole('button', { name: folders.movedYes }).click();
  await expect(question).toBeHidden();
  await library.untilUpToDate(madeItems);
  await page.getByRole('button', { name: folders.open }).click();
  const list = page.getByRole('dialog', { name: folders.title });
  await expect(list.locator('.folder')).toHaveCount(1);
  await expect(list).toContainText(elsewhere);
  await expect(list.getByText(folders.offline)).toBeHidden();
});
