/** The page as a person sees it: by roles and names, every name from the message catalogue. */
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { messages } from '../../main/engine/contract/messages/index.ts';

export const text = messages.page;

/** Screenshots are kept as artefacts, one for each view. */
export const screenshots = join('test-results', 'screenshots');

export type LibraryPage = ReturnType<typeof libraryPage>;

export function libraryPage(page: Page) {
  const tiles = page.getByRole('gridcell');
  const grid = page.getByRole('grid', { name: text.grid.label });
  const viewer = page.getByRole('dialog', { name: /^Viewer/ });
  const progress = page.getByTestId('progress-line');
  /** How many items the whole ranking holds, as the tiles' own names say. */
  const count = async (): Promise<number> => {
    const name = (await tiles.first().getAttribute('aria-label')) ?? '';
    return Number(/of ([\d,]+)$/.exec(name)?.[1]?.replaceAll(',', ''));
  };
  return {
    page,
    count,
    tiles,
    grid,
    viewer,
    progress,
    search: page.getByRole('searchbox', { name: text.search.label }),
    status: page.getByRole('status'),

    /** Nothing waits any more, so many items are in the library, and the grid shows them all. */
    async untilUpToDate(items: number, timeout = 120_000): Promise<void> {
      await expect(progress).toContainText(text.progress.upToDate(items), { timeout });
      // The grid follows the library calmly, about once a second.
      if (items > 0) await expect.poll(count).toBe(items);
    },

    async find(words: string): Promise<void> {
      const answered = page.waitForResponse((answer) => isRankingOf(answer.request(), words));
      await page.getByRole('searchbox', { name: text.search.label }).fill(words);
      await answered;
      // The new order is on the page: a click before that may meet a tile that is about to move.
      const found = page.locator('.foot-found');
      if (words === '') await expect(found).toBeHidden();
      else await expect(found).toBeVisible();
      await expect(tiles.first()).toBeVisible();
    },

    /** The name of the file behind a tile, as the viewer shows it; leaves the viewer open. */
    async open(tile: Locator): Promise<string> {
      await tile.click();
      await expect(viewer.locator('.viewer-name')).not.toBeEmpty();
      return (await viewer.locator('.viewer-name').innerText()).trim();
    },

    async addFolder(path: string): Promise<void> {
      await page.getByLabel(text.folders.path).fill(path);
      await page.getByRole('button', { name: text.folders.go }).click();
      const name = path.split('/').at(-1) as string;
      await expect(page.getByRole('list', { name: text.folders.inside(path) })).toBeVisible();
      await page.getByRole('button', { name: text.folders.addThis(name) }).click();
    },

    async picture(name: string): Promise<void> {
      await page.screenshot({ path: join(screenshots, `${name}.png`) });
    },
  };
}

/** What no made picture shows. */
export const unlikely = 'two dogs playing in the snow';

/** Before the page is opened: nothing lies under the fold. */
export async function showEverything(page: Page): Promise<void> {
  await page.addInitScript(() => localStorage.setItem('afterimage.strictness', 'all'));
}

function isRankingOf(
  request: { url(): string; postData(): string | null },
  words: string,
): boolean {
  return (
    request.url().endsWith('/api/rank') &&
    (JSON.parse(request.postData() ?? '{}').text ?? '') === words
  );
}

/** Drop a file from outside on the page, as a browser reports it; or only drag it there. */
export async function drop(
  page: Page,
  bytes: Buffer,
  name: string,
  type: string,
  events: readonly string[] = ['dragenter', 'dragover', 'drop'],
): Promise<void> {
  const transfer = await page.evaluateHandle(
    ({ base64, name, type }) => {
      const data = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const made = new DataTransfer();
      made.items.add(new File([data], name, { type }));
      return made;
    },
    { base64: bytes.toString('base64'), name, type },
  );
  for (const event of events) {
    await page.dispatchEvent('body', event, { dataTransfer: transfer });
  }
}
