/** axe finds nothing to report on the views, light and dark. */

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { type MadeFolder, madeItems, makeFolder } from '../support/made-folder.ts';
import { writePicture } from '../support/pictures.ts';
import { type Served, serve } from '../support/program.ts';
import { drop, libraryPage, text, unlikely } from './library-page.ts';

let made: MadeFolder;
let served: Served;

// axe takes seconds a view, twice.
test.describe.configure({ timeout: 240_000 });

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
  await judge(page, 'first-run');

  await page.getByRole('button', { name: text.welcome.add }).click();
  await expect(page.getByLabel(text.folders.path)).not.toHaveValue('');
  await judge(page, 'add-folder');
  await library.addFolder(made.pictures);
  await library.untilUpToDate(madeItems);
  await expect(library.tiles.first()).toBeVisible();
  await judge(page, 'library');

  await library.tiles.nth(1).click({ modifiers: ['ControlOrMeta'] });
  await expect(page.getByRole('toolbar')).toBeVisible();
  await page.getByRole('toolbar').getByRole('button', { name: text.annotations.addTag }).click();
  await page.getByRole('dialog').getByLabel(text.annotations.addTag).fill('places/italy');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toBeVisible();
  // The focus is back on the button, whose tooltip stands in no landmark.
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tooltip')).toBeHidden();
  await judge(page, 'selection');
  await page
    .getByRole('toolbar')
    .getByRole('button', { name: text.annotations.clearSelection })
    .click();
  await page.getByRole('button', { name: text.menu.label }).click();
  await page.getByRole('menuitem', { name: text.annotations.open }).click();
  await expect(page.getByRole('button', { name: /^places\/italy/ })).toBeVisible();
  await judge(page, 'labels');
  await page.keyboard.press('Escape');

  await library.search.fill(unlikely);
  await expect(page.getByRole('heading', { name: text.fold.noneTitle })).toBeVisible();
  await judge(page, 'nothing-matches');
  await page.getByRole('button', { name: text.fold.showNearest }).click();
  await expect(library.tiles.first()).toBeVisible();
  await judge(page, 'results');

  await page
    .getByRole('gridcell', { name: /^Photo/ })
    .first()
    .click();
  await expect(library.viewer).toBeVisible();
  await page.keyboard.press('i');
  await judge(page, 'viewer-photo');
  await page.keyboard.press('Escape');
  await page
    .getByRole('gridcell', { name: /^Video/ })
    .first()
    .click();
  await expect(library.viewer.locator('video')).toBeVisible();
  await judge(page, 'viewer-video');
  await page.keyboard.press('Escape');
  await expect(library.viewer).toBeHidden();

  await page.keyboard.press('m');
  await expect(page.getByRole('list', { name: text.search.chips })).toBeVisible();
  await judge(page, 'like-this');

  await page.getByRole('button', { name: text.folders.open }).click();
  await expect(
    page.getByRole('button', { name: text.folders.remove(made.pictures) }),
  ).toBeVisible();
  await judge(page, 'folders');
  await page.getByRole('button', { name: text.folders.remove(made.pictures) }).click();
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await judge(page, 'remove-folder');
  await page.getByRole('button', { name: text.folders.removeConfirm, exact: true }).click();
  const bringBack = page.getByRole('button', { name: text.folders.bringBackNamed(made.pictures) });
  await expect(bringBack).toBeVisible();
  await judge(page, 'removed-folder');
  await bringBack.click();
  await expect(page.getByText(text.folders.broughtBack(made.pictures))).toBeVisible();
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: text.progress.setAside(1) }).click();
  await page.getByRole('button', { name: /^Named like a picture/ }).click();
  await expect(page.getByText('broken.jpg')).toBeVisible();
  await judge(page, 'activity');
  await page.getByRole('button', { name: text.activity.settings }).click();
  await page.getByText(messages.settings.page.daily).click();
  await expect(page.getByLabel(messages.settings.page.from, { exact: true })).toBeVisible();
  await judge(page, 'settings');
  await page.getByText(messages.settings.page.always).click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(library.tiles.first()).toBeVisible();

  await page.getByRole('button', { name: text.menu.label }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await judge(page, 'menu');
  await page.getByRole('menuitem', { name: text.menu.about }).click();
  await expect(page.getByText('Flickr8k').first()).toBeAttached();
  await judge(page, 'about');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: text.shortcuts.title })).toBeVisible();
  await judge(page, 'shortcuts');
});

test('nothing there, and what goes wrong, light and dark', async ({ page }) => {
  const root = await mkdtemp(join(tmpdir(), 'afterimage-empty-'));
  const folder = join(root, 'empty');
  await mkdir(folder);
  const empty = await serve([folder, '--library', join(root, 'library')]);
  const heading = (name: string) => page.getByRole('heading', { name });
  try {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(new URL('/', empty.url).href);
    await expect(heading(messages.http.lockedOut.title)).toBeVisible();
    await judge(page, 'locked');

    await page.goto(empty.url);
    await expect(heading(text.empty.nothingTitle)).toBeVisible();
    await judge(page, 'empty');
    await page.getByRole('searchbox').fill('a green picture');
    await expect(heading(text.empty.noResultsTitle)).toBeVisible();
    await judge(page, 'empty-nothing-found');
    await page.getByText(text.empty.clearSearch, { exact: true }).click();

    await drop(page, Buffer.from('x'), 'photo.jpg', 'image/jpeg', ['dragenter', 'dragover']);
    await expect(page.getByText(text.search.dropHere)).toBeVisible();
    await judge(page, 'drop-overlay');
    await drop(page, Buffer.from('x'), 'photo.jpg', 'image/jpeg', ['dragleave']);

    await page.route('**/api/rank', (route) => route.abort());
    await page.reload();
    await expect(heading(text.empty.failedTitle)).toBeVisible();
    await judge(page, 'empty-error');
    await page.unroute('**/api/rank');
    await page.getByRole('button', { name: text.retry }).click();
    await expect(heading(text.empty.nothingTitle)).toBeVisible();

    await page.evaluate(() =>
      fetch('/api/pause', { method: 'POST', headers: { 'x-afterimage': '1' } }),
    );
    await writePicture(join(folder, 'one.jpg'), 1);
    await expect(heading(messages.activity.hold.paused(null))).toBeVisible();
    await judge(page, 'empty-paused');

    await page.route('**/api/resume', (route) => route.abort());
    const notice = page.locator('.notice');
    for (const scheme of ['light', 'dark'] as const) {
      // It leaves by itself: one for each.
      await page.getByRole('button', { name: text.progress.resume }).click();
      await expect(notice).toBeVisible();
      await judge(page, 'notice', [scheme]);
      await notice.getByRole('button', { name: text.close }).click();
    }

    await empty.kill();
    await expect(page.getByText(text.progress.lost).first()).toBeVisible();
    await judge(page, 'connection-lost');
  } finally {
    await empty.kill();
    await rm(root, { recursive: true, force: true });
  }
});

/** Has axe look at what the page shows now, and keeps a picture of it. */
async function judge(
  page: Page,
  view: string,
  schemes: readonly ('light' | 'dark')[] = ['light', 'dark'],
): Promise<void> {
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    await settled(page);
    await libraryPage(page).picture(`${view}-${colorScheme}`);
    // Legacy mode judges in the page itself: without frames no second page needs to be opened.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    const found = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
    );
    expect.soft(found, `${view}, ${colorScheme}`).toEqual([]);
  }
}

/** Colours have finished changing; what breathes for as long as work goes on is not waited for. */
async function settled(page: Page): Promise<void> {
  await expect
    .poll(() =>
      page.evaluate(() =>
        document
          .getAnimations()
          .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime ?? 0))
          .filter((one) => one.playState === 'running')
          .map((one) => (one instanceof CSSTransition ? one.transitionProperty : one.id)),
      ),
    )
    .toEqual([]);
}
