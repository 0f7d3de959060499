/** What a person adds: stars, a favourite, tags, albums; one photo, many at once, and taken back. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type MadeFolder, madeItems, makeFolder } from '../support/made-folder.ts';
import { type Served, serve } from '../support/program.ts';
import { libraryPage, text } from './library-page.ts';

const { annotations: marks } = text;
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

test('mark one photo, then several, find them by it, and take it back', async ({ page }) => {
  const library = libraryPage(page);
  await page.goto(served.url);
  await library.untilUpToDate(madeItems);

  // One, in the viewer, by keyboard and by typing; the keys that are typed do nothing else.
  const name = await library.open(library.tiles.first());
  await page.keyboard.press('4');
  await expect(library.viewer.getByRole('img', { name: marks.stars(4) })).toBeVisible();
  await page.keyboard.press('f');
  const favourite = library.viewer.getByRole('button', { name: marks.favourite });
  await expect(favourite).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('i');
  await page.getByLabel(marks.addTag).fill('trips/maria ima');
  await page.keyboard.press('Enter');
  const tags = library.viewer.getByRole('list', { name: marks.tags });
  await expect(tags.getByText('trips/maria ima')).toBeVisible();
  await page.getByLabel(marks.caption).fill('A day at the lake');
  await page.keyboard.press('Enter');
  await page.getByLabel(marks.addToAlbum).fill('Summer');
  await page.keyboard.press('Enter');
  await expect(library.viewer.getByText('Summer', { exact: true })).toBeVisible();
  await library.picture('annotations');
  // Beside the file, on request, for other programs.
  await page.getByRole('button', { name: marks.writeSidecar }).click();
  const wrote = { written: 1, refused: 0, reasons: [] };
  await expect(page.getByRole('alert')).toContainText(marks.sidecars(wrote));
  const files = await readdir(made.pictures, { recursive: true });
  const [path = ''] = files.filter((file) => file.endsWith(`${name}.xmp`));
  const sidecar = await readFile(join(made.pictures, path), 'utf8');
  expect(sidecar).toContain('<rdf:li>trips|maria ima</rdf:li>');
  expect(sidecar).toContain('A day at the lake');
  await page.reload();
  await expect(page.getByLabel(marks.caption)).toHaveValue('A day at the lake');
  expect((await library.viewer.locator('.viewer-name').innerText()).startsWith(name)).toBe(true);

  // A tag leads to what has it.
  await tags.getByRole('button', { name: marks.find('trips/maria ima') }).click();
  await expect(library.viewer).toBeHidden();
  await expect(library.search).toHaveValue('tag:"trips/maria ima"');
  await expect(library.tiles).toHaveCount(1);
  await library.find('is:favourite rating:4');
  await expect(library.tiles).toHaveCount(1);
  await library.search.fill('rating:5');
  await expect(library.tiles).toHaveCount(0);

  // Many at once.
  await library.search.fill('');
  await expect(library.tiles.nth(5)).toBeVisible();
  await library.tiles.nth(1).click({ modifiers: ['ControlOrMeta'] });
  await library.tiles.nth(4).click({ modifiers: ['Shift'] });
  const bar = page.getByRole('toolbar');
  await expect(bar).toContainText(marks.selected(4));
  await expect(library.tiles.nth(3)).toHaveAttribute('aria-selected', 'true');
  // A click on a selected one takes it out again.
  await library.tiles.nth(2).click();
  await expect(bar).toContainText(marks.selected(3));
  await library.picture('selection');

  await bar.getByRole('button', { name: marks.addTag }).click();
  await page.getByRole('dialog').getByLabel(marks.addTag).fill('sorted out');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText(marks.changed(3));
  await bar.getByRole('button', { name: marks.writeSidecars }).click();
  const many = { written: 3, refused: 0, reasons: [] };
  await expect(page.getByRole('alert')).toContainText(marks.sidecars(many));
  await library.find('tag:"sorted out"');
  await expect(library.tiles).toHaveCount(3);

  // All of them, by keyboard; then everything is taken back.
  await library.tiles.first().focus();
  await page.keyboard.press('ControlOrMeta+a');
  await expect(bar).toContainText(marks.selected(3));
  await bar.getByRole('button', { name: marks.stars(2) }).click();
  await expect(page.getByRole('alert')).toContainText(marks.changed(3));
  await page.getByRole('alert').getByRole('button', { name: marks.undo }).click();
  await expect(page.getByRole('alert')).toContainText(marks.undone(3));
  await library.tiles.first().focus();
  await page.keyboard.press('Escape');
  await expect(bar).toBeHidden();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(page.getByRole('alert')).toContainText(marks.undone(3));
  // What was asked for follows.
  await expect(library.tiles).toHaveCount(0);

  // What is there is listed, and leads to it.
  await page.getByRole('button', { name: text.menu.label }).click();
  await page.getByRole('menuitem', { name: marks.open }).click();
  await expect(page.getByRole('dialog')).not.toContainText('sorted out');
  await library.picture('labels');
  await page.getByRole('button', { name: marks.rename('Summer') }).click();
  await page.getByLabel(marks.newName('Summer')).fill('Autumn');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText(marks.changed(1));
  await page.getByRole('button', { name: /^Autumn/ }).click();
  await expect(library.search).toHaveValue('album:"Autumn"');
  await expect(library.tiles).toHaveCount(1);
});
