/** axe finds nothing to report on any view, light and dark. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { type MadeFolder, madeItems, makeFolder } from '../support/made-folder.ts';
import { type Served, serve } from '../support/program.ts';
import { libraryPage, text } from './library-page.ts';

let made: MadeFolder;
let served: Served;

test.beforeAll(async () => {
  made = await makeFolder();
  served = await serve(['--library', made.library]);
});

test.afterAll(async () => {
  await served.stop();
  await made.remove();
});

test('every view, light and dark', async ({ page }) => {
  const library = libraryPage(page);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(served.url);
  await expect(page.getByRole('heading', { name: text.welcome.title })).toBeVisible();
  await judge('first-run');

  await page.getByRole('button', { name: text.welcome.add }).click();
  await expect(page.getByLabel(text.folders.path)).not.toHaveValue('');
  await judge('add-folder');
  await library.addFolder(made.pictures);
  await library.untilUpToDate(madeItems);
  await expect(library.tiles.first()).toBeVisible();
  await judge('library');

  await library.find('a green picture');
  await judge('results');

  await page
    .getByRole('gridcell', { name: /^Photo/ })
    .first()
    .click();
  await expect(library.viewer).toBeVisible();
  await page.keyboard.press('i');
  await judge('viewer-photo');
  await page.keyboard.press('Escape');
  await page
    .getByRole('gridcell', { name: /^Video/ })
    .first()
    .click();
  await expect(library.viewer.locator('video')).toBeVisible();
  await judge('viewer-video');
  await page.keyboard.press('Escape');
  await expect(library.viewer).toBeHidden();

  await page.keyboard.press('m');
  await expect(page.getByRole('list', { name: text.search.chips })).toBeVisible();
  await judge('like-this');

  await page.getByRole('button', { name: text.folders.open }).click();
  await expect(
    page.getByRole('button', { name: text.folders.remove(made.pictures) }),
  ).toBeVisible();
  await judge('folders');
  await page.getByRole('button', { name: text.folders.remove(made.pictures) }).click();
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await judge('remove-folder');
  await page.getByRole('button', { name: text.cancel }).click();
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: text.progress.setAside(1) }).click();
  await expect(page.getByRole('dialog', { name: text.setAside.title })).toBeVisible();
  await judge('set-aside');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: text.menu.label }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await judge('menu');
  await page.getByRole('menuitem', { name: text.menu.about }).click();
  await expect(page.getByText('Flickr8k').first()).toBeAttached();
  await judge('about');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: text.shortcuts.title })).toBeVisible();
  await judge('shortcuts');

  async function judge(view: string): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await settled(page);
      await library.picture(`${view}-${colorScheme}`);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
      );
      expect.soft(found, `${view}, ${colorScheme}`).toEqual([]);
    }
  }
});

/** Colours have finished changing. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null))),
  );
}
