/**
 * 100,000 made items scroll from top to bottom in 400 jumps of equal height. What is looked at is
 * the 401 places where it stops: less than a fifth of all items, not each row.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { makeLibrary } from '../support/made-library.ts';
import { type Served, serve } from '../support/program.ts';
import { libraryPage } from './library-page.ts';

const items = 100_000;
const jumps = 400;
let root: string;
let served: Served;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  root = await mkdtemp(join(tmpdir(), 'afterimage-scroll-'));
  await makeLibrary(join(root, 'library'), items);
  served = await serve(['--library', join(root, 'library')]);
});

test.afterAll(async () => {
  await served.stop();
  await rm(root, { recursive: true, force: true });
});

test(`at ${jumps + 1} places from top to bottom`, async ({ page }) => {
  const library = libraryPage(page);
  await page.goto(served.url);
  await expect(library.tiles.first()).toBeVisible();
  expect(await library.count()).toBe(items);

  const scroller = page.getByTestId('grid-scroller');
  const seen = await scroller.evaluate(async (element, jumps) => {
    const numbers: number[] = [];
    let most = 0;
    let longestFrameMs = 0;
    let frames = 0;
    const startedAt = performance.now();
    let last = startedAt;
    for (let jump = 0; jump <= jumps; jump += 1) {
      element.scrollTop = (jump / jumps) * (element.scrollHeight - element.clientHeight);
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      longestFrameMs = Math.max(longestFrameMs, now - last);
      last = now;
      frames += 1;
      const tiles = [...element.querySelectorAll('[role=gridcell]')];
      most = Math.max(most, tiles.length);
      numbers.push(Math.max(...tiles.map((tile) => Number((tile as HTMLElement).dataset.index))));
    }
    return { numbers, most, longestFrameMs, framesPerSecond: (1000 * frames) / (last - startedAt) };
  }, jumps);
  console.log(
    `scrolled ${items} items: ${seen.framesPerSecond.toFixed(0)} frames a second, longest ${seen.longestFrameMs.toFixed(0)} ms, at most ${seen.most} tiles`,
  );

  // From stop to stop it never goes back, each stop shows tiles that none before it showed, it
  // reaches the end, and the page holds a window's worth of tiles alone.
  expect(seen.numbers).toHaveLength(jumps + 1);
  expect([...new Set(seen.numbers)].sort((first, second) => first - second)).toEqual(seen.numbers);
  expect(seen.numbers.at(-1)).toBe(items - 1);
  expect(seen.most).toBeLessThan(400);
  const last = page.getByRole('gridcell', { name: /100,000 of 100,000$/ });
  await expect(last).toBeInViewport();
  await expect
    .poll(() => last.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(0);
  await library.picture('100000-items-at-the-end');
});
