/**
 * The journey without a network: started inside a network namespace that has loopback alone.
 * `offline-journey.ts LIBRARY FOLDER ITEMS BROWSER WATCH_FILE` prints what it saw as JSON.
 */
import { readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { serve } from './program.ts';

export type OfflineReport = {
  /** Tiles that stood there after “more like this”. */
  readonly shown: number;
  readonly videoReady: boolean;
  /** Requests of the page to anywhere but its own origin. */
  readonly foreignRequests: readonly string[];
  /** Attempts of the engine or a child, as network-watch.mjs noted them. */
  readonly attempts: readonly string[];
  /** The scripts of the processes that carried the watch. */
  readonly watched: readonly string[];
};

const [library, folder, items, browserPath, watchFile] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
];
const text = messages.page;

const served = await serve(['--library', library]);
const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
const page = await browser.newPage();
const origin = new URL(served.url).origin;
const foreignRequests: string[] = [];
page.on('request', (request) => {
  const url = request.url();
  if (!url.startsWith(`${origin}/`) && !/^(blob|data):/.test(url)) foreignRequests.push(url);
});

await page.addInitScript(() => localStorage.setItem('afterimage.strictness', 'all'));
await page.goto(served.url);
await page.getByRole('button', { name: text.welcome.add }).click();
await page.getByLabel(text.folders.path).fill(folder);
await page.getByRole('button', { name: text.folders.go }).click();
await page.getByRole('list', { name: text.folders.inside(folder) }).waitFor();
await page
  .getByRole('button', { name: text.folders.addThis(folder.split('/').at(-1) as string) })
  .click();
const upToDate = page.getByTestId('progress-line').getByText(text.progress.upToDate(Number(items)));
await upToDate.waitFor({ timeout: 240_000 });
await page.getByRole('searchbox').fill('a bright red shape');
await page
  .getByText(text.search.foundRanked(Number(items)))
  .first()
  .waitFor();
await page
  .getByRole('gridcell', { name: /^Video/ })
  .first()
  .click();
const videoReady = await untilReady(60_000);
await page.keyboard.press('m');
await page.getByRole('list', { name: text.search.chips }).waitFor();
await page.getByRole('gridcell').first().waitFor();
const shown = await page.getByRole('gridcell').count();

await browser.close();
await served.stop();
const notes = readFileSync(watchFile, 'utf8').trim().split('\n');
const watching = /^\d+ watching (.*)$/;
const report: OfflineReport = {
  shown,
  videoReady,
  foreignRequests,
  attempts: notes.filter((line) => !watching.test(line)),
  watched: notes.flatMap((line) => watching.exec(line)?.slice(1) ?? []),
};
console.log(JSON.stringify(report));

/** Whether the viewer's video has a picture. The page's policy forbids `eval`, so no string here. */
async function untilReady(timeoutMs: number): Promise<boolean> {
  const video = page.locator('video');
  for (const endMs = performance.now() + timeoutMs; performance.now() < endMs; ) {
    const state = await video.evaluate(
      (element) => (element as { readyState?: number }).readyState,
    );
    if ((state ?? 0) >= 2) return true;
    await page.waitForTimeout(200);
  }
  return false;
}
