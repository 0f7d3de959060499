/** The same journey by keyboard alone: no mouse event is sent. */
import { expect, type Page, test } from '@playwright/test';
import { type MadeFolder, madeItems, makeFolder } from '../support/made-folder.ts';
import { type Served, serve } from '../support/program.ts';
import { libraryPage, showEverything, text } from './library-page.ts';

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

test('add a folder, search, walk the grid, open, like this, remove the folder', async ({
  page,
}) => {
  const library = libraryPage(page);
  const { keyboard } = page;
  await showEverything(page);
  await page.goto(served.url);
  await expect(page.getByRole('heading', { name: text.welcome.title })).toBeVisible();

  await tabTo(page, text.welcome.add);
  await keyboard.press('Enter');
  await tabTo(page, text.folders.path);
  // Where it begins is asked of the engine.
  await expect(page.getByRole('textbox', { name: text.folders.path })).not.toHaveValue('');
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type(made.pictures);
  await keyboard.press('Enter');
  await expect(page.getByRole('list', { name: text.folders.inside(made.pictures) })).toBeVisible();
  await tabTo(page, text.folders.addThis('pictures'));
  await keyboard.press('Enter');
  await library.untilUpToDate(madeItems);

  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await keyboard.press('/');
  await expect(library.search).toBeFocused();
  await keyboard.type('a blue picture');
  await expect(page.getByText(text.search.foundRanked(madeItems)).first()).toBeVisible();
  await keyboard.press('ArrowDown');
  await expect(library.tiles.first()).toBeFocused();
  await keyboard.press('ArrowRight');
  await keyboard.press('ArrowRight');
  const third = page.getByRole('gridcell', { name: /, 3 of/ });
  await expect(third).toBeFocused();
  await keyboard.press('End');
  await keyboard.press('Control+Home');
  await expect(library.tiles.first()).toBeFocused();

  await keyboard.press('Enter');
  await expect(library.viewer).toBeVisible();
  await keyboard.press('ArrowRight');
  await expect(library.viewer.locator('.viewer-place')).toHaveText(text.viewer.of(2, madeItems));
  await keyboard.press('i');
  await expect(library.viewer.getByText(text.viewer.dimensions)).toBeVisible();
  await keyboard.press('Escape');
  await expect(library.viewer).toBeHidden();
  await expect(page.getByRole('gridcell', { name: /, 2 of/ })).toBeFocused();

  await keyboard.press('m');
  await expect(page.getByRole('list', { name: text.search.chips })).toBeVisible();
  await keyboard.press('/');
  await keyboard.press('Escape');
  await expect(page.getByRole('list', { name: text.search.chips })).toBeHidden();

  await tabTo(page, text.folders.open);
  await keyboard.press('Enter');
  await tabTo(page, text.folders.remove(made.pictures));
  await keyboard.press('Enter');
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await tabTo(page, text.folders.removeConfirm);
  await keyboard.press('Enter');
  await expect(page.getByRole('alertdialog')).toBeHidden();
  await keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: text.welcome.title })).toBeVisible();
});

/** Press Tab until the control with this name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement)) return '';
      const labelled =
        element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null;
      return element.getAttribute('aria-label') ?? labelled ?? element.innerText.trim();
    });
    if (focused === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach “${name}”`);
}
