/** Every file accounted for on the page: sums, reasons, trying again, pausing, settings. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { readEngineAddress } from '../../main/engine/catalog/index.ts';
import type { LibraryStatus } from '../../main/engine/contract/activity.ts';
import { createClient } from '../../main/engine/contract/client.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { defaultSettings } from '../../main/engine/contract/settings.ts';
import { socketTransport } from '../../main/engine/http/index.ts';
import { makeSetAside } from '../support/made-set-aside.ts';
import { writePicture } from '../support/pictures.ts';
import { json, type Served, serve } from '../support/program.ts';
import { libraryPage, showEverything, text } from './library-page.ts';

const { activity } = text;
const { page: settingWords } = messages.settings;
const photos = 30;
const broken = 12;
const empty = 3;
const all = photos + broken + empty;

let root: string;
let library: string;
let served: Served;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'afterimage-activity-'));
  library = join(root, 'library');
  for (const folder of ['one', 'two']) await mkdir(join(root, folder));
  for (let number = 0; number < photos; number += 1) {
    await writePicture(join(root, number % 3 === 0 ? 'two' : 'one', `${number}.jpg`), number);
  }
  for (let number = 0; number < broken; number += 1) {
    await writeFile(join(root, 'one', `broken-${number}.jpg`), `no picture ${number}`);
  }
  for (let number = 0; number < empty; number += 1) {
    await writeFile(join(root, 'two', `empty-${number}.png`), '');
  }
  served = await serve(['--library', library]);
});

test.afterAll(async () => {
  await served.stop();
  await rm(root, { recursive: true, force: true });
});

/** The numbers as the page shows them at one moment. */
async function numbersOn(page: Page) {
  return page.evaluate(() => {
    const number = (element: Element | null | undefined) =>
      Number(element?.textContent?.replaceAll(',', '') ?? Number.NaN);
    const states = [...document.querySelectorAll('.activity-states dd')].map(number);
    const rows = [...document.querySelectorAll('.folder-table tbody tr')].map((row) =>
      [...row.querySelectorAll('td')].map(number),
    );
    const reasons = [...document.querySelectorAll('.reason-count')].map(number);
    return { states, rows, reasons };
  });
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

test('the numbers add up at every look, while files are read and when they are', async ({
  page,
}) => {
  await page.goto(served.url);
  await expect(page.getByRole('heading', { name: text.welcome.title })).toBeVisible();
  await page.keyboard.press('!');
  await expect(page.getByRole('heading', { name: activity.title })).toBeFocused();
  expect(page.url()).toMatch(/#view=activity$/);
  await page.evaluate(
    async (paths) => {
      for (const path of paths) {
        const headers = { 'x-afterimage': '1', 'content-type': 'application/json' };
        await fetch('/api/folders', { method: 'POST', headers, body: JSON.stringify({ path }) });
      }
    },
    [join(root, 'one'), join(root, 'two')],
  );
  let looks = 0;
  for (let isDone = false; !isDone; looks += 1) {
    const { states, rows, reasons } = await numbersOn(page);
    const [waiting = 0, reading = 0, done = 0, setAside = 0, inAll = 0] = states;
    // Each sum is looked at once: one that is wrong once is wrong.
    const { length } = rows;
    const folders = states.map((_, index) => sum(rows.map((row) => row[index] ?? Number.NaN)));
    expect({ inAll: sum(states.slice(0, 4)), folders, reasons: sum(reasons) }).toEqual({
      inAll,
      folders: length === 0 ? [0, 0, 0, 0, 0] : states,
      reasons: setAside,
    });
    isDone = inAll === all && waiting + reading === 0 && done === photos;
    await page.waitForTimeout(20);
  }
  expect(looks).toBeGreaterThan(1);
  const status = await json<LibraryStatus>(['status', '--library', library]);
  expect(status).toMatchObject({ seen: all, hold: null, trouble: null });
  expect(status.folders.map(({ files }) => files).toSorted()).toEqual([13, 32]);
  expect(sum(status.reasons.map(({ files }) => files))).toBe(status.states.setAside);
  await libraryPage(page).picture('activity');
});

test('a reason opens to its files; one is tried again, then all of it, then all', async ({
  page,
}) => {
  await open(page);
  await page.keyboard.press('!');
  const reason = page.getByRole('button', { name: /^Named like a picture/ });
  await reason.click();
  const files = page.getByRole('list', { name: /^Files: Named like a picture/ });
  await expect(files.getByRole('listitem')).toHaveCount(broken);
  await expect(files).toContainText(join(root, 'one', 'broken-3.jpg'));
  await expect(files).toContainText('not a picture');
  // While nothing is read, what is tried again waits, and can be counted.
  await pause(page, activity.pauses.resumed);
  await files.getByRole('button', { name: activity.retryOne('broken-3.jpg') }).click();
  await expect(page.getByText(activity.retried(1))).toBeVisible();
  await expect(files.getByRole('listitem')).toHaveCount(broken - 1);
  await expect.poll(() => states(page)).toEqual([1, 0, photos, broken + empty - 1, all]);
  await page.getByRole('button', { name: activity.retryReason }).click();
  await expect(reason).toBeHidden();
  await expect.poll(() => states(page)).toEqual([broken, 0, photos, empty, all]);
  await page.getByRole('button', { name: activity.retryAll(empty) }).click();
  await expect.poll(() => states(page)).toEqual([broken + empty, 0, photos, 0, all]);
  await page.getByRole('button', { name: activity.resume, exact: true }).click();
  await expect.poll(() => states(page)).toEqual([0, 0, photos, broken + empty, all]);
});

test('a search says what it could not look at, and leads there and back', async ({ page }) => {
  await showEverything(page);
  await open(page);
  const { search, tiles } = libraryPage(page);
  await page.keyboard.press('!');
  await pause(page, activity.pauses.resumed);
  await page.getByRole('button', { name: activity.retryAll(broken + empty) }).click();
  await expect.poll(() => states(page)).toEqual([broken + empty, 0, photos, 0, all]);
  await search.fill('round shapes');
  const line = page.getByText(messages.activity.unread(broken + empty, 0));
  await expect(line).toBeVisible();
  await expect(tiles.first()).toBeVisible();
  await libraryPage(page).picture('not-searched');
  const said = await json<{ notSearched?: unknown }>(['search', 'round', '--library', library]);
  expect(said.notSearched).toEqual({ files: broken + empty, offline: 0 });
  await line.getByRole('button', { name: activity.open }).click();
  await expect(page.getByRole('heading', { name: activity.title })).toBeVisible();
  await expect(tiles.first()).toBeHidden();
  await page.goBack();
  await expect(tiles.first()).toBeVisible();
  await expect(search).toHaveValue('round shapes');
  await page.getByRole('button', { name: text.progress.resume }).click();
  await expect(line).toBeHidden();
});

test('a pause and the settings are kept when the program is closed and opened', async ({
  page,
}) => {
  await open(page);
  await page.keyboard.press('!');
  await pause(page, activity.pauses.resumed);
  const paused = messages.activity.hold.paused(null);
  await expect(page.locator('.activity-title')).toHaveText(paused);
  await page.keyboard.press('Control+,');
  await page.getByText(settingWords.daily).click();
  await page.getByLabel(settingWords.from, { exact: true }).fill('23:15');
  await page.getByLabel(settingWords.to, { exact: true }).fill('05:45');
  const battery = page.getByRole('switch', { name: settingWords.battery });
  await expect(battery).toBeChecked();
  await page.getByText(settingWords.battery).click();
  await expect(battery).not.toBeChecked();
  await page.keyboard.press('Escape');
  await served.stop();
  served = await serve(['--library', library]);
  await open(page);
  await expect.poll(async () => (await statusOf()).hold).toEqual({ why: 'paused', untilMs: null });
  await page.keyboard.press('Control+,');
  await expect(page.getByLabel(settingWords.from, { exact: true })).toHaveValue('23:15');
  await expect(page.getByLabel(settingWords.to, { exact: true })).toHaveValue('05:45');
  await expect(battery).not.toBeChecked();
  await page.getByText(settingWords.always).click();
  await page.keyboard.press('Escape');
  const kept = await json(['settings', '--library', library]);
  expect(kept).toMatchObject({ schedule: 'always', battery: 'wait' });
});

test('what is left out is told how much it is, hides, and comes back', async ({ page }) => {
  await open(page);
  await page.keyboard.press('Control+,');
  const field = page.getByRole('textbox', { name: settingWords.exclude });
  const apply = page.getByRole('button', { name: settingWords.apply });
  await expect(field).toHaveValue(defaultSettings.exclude.join('\n'));
  await field.fill('../elsewhere');
  await expect(page.getByText(messages.settings.wrong.exclude.path('../elsewhere'))).toBeVisible();
  await expect(apply).toBeDisabled();
  await field.fill('  broken-1*.jpg\n\nempty-?.png\n');
  await libraryPage(page).picture('settings-exclude');
  await apply.click();
  const question = page.getByRole('alertdialog');
  await expect(question).toContainText(settingWords.confirm(6, 90));
  await libraryPage(page).picture('settings-exclude-question');
  await question.getByRole('button', { name: messages.page.cancel }).click();
  expect((await statusOf()).seen).toBe(all);
  await apply.click();
  await question.getByRole('button', { name: settingWords.confirmButton }).click();
  await expect(field).toHaveValue('broken-1*.jpg\nempty-?.png');
  await expect(page.getByText(settingWords.applied)).toBeVisible();
  await expect(apply).toBeFocused();
  await expect.poll(async () => (await statusOf()).seen).toBe(all - 6);
  await field.fill('');
  await apply.click();
  await expect.poll(async () => (await statusOf()).seen).toBe(all);
  expect(await json(['settings', '--library', library])).toMatchObject({ exclude: [] });
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('fifty thousand files of one reason are a list like any other', async ({ page }) => {
  const count = 50_000;
  const large = join(root, 'large');
  makeSetAside(large, count);
  const other = await serve(['--library', large]);
  try {
    await page.goto(other.url);
    await page.goto(`${new URL('/', other.url).href}#view=activity`);
    await page.getByRole('button', { name: /^Damaged pictures/ }).click();
    const files = page.getByRole('listitem');
    await expect(files.first()).toContainText('000000.jpg');
    expect(await files.count()).toBeLessThan(60);
    await expect(files.first()).toHaveAttribute('aria-setsize', `${count}`);
    await page.locator('.set-aside-scroller').evaluate((scroller) => {
      scroller.scrollTop = scroller.scrollHeight;
    });
    await expect(files.last()).toContainText('049999.jpg');
    expect(await files.count()).toBeLessThan(60);
    await expect(page.getByText(activity.notConnected)).toBeVisible();
  } finally {
    await other.stop();
  }
});

test('by keyboard: there with its key, back with Escape', async ({ page }) => {
  await open(page);
  const { tiles } = libraryPage(page);
  await tiles.nth(2).focus();
  await page.keyboard.press('!');
  await expect(page.getByRole('heading', { name: activity.title })).toBeFocused();
  const resume = page.getByRole('button', { name: activity.resume, exact: true });
  await expect(resume).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(resume).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: activity.title })).toBeHidden();
  await expect(page.locator('[role="gridcell"]:focus')).toHaveCount(1);
  expect(page.url()).not.toContain('view=');
});

/** Each browser needs a link of its own. */
async function open(page: Page): Promise<void> {
  const address = readEngineAddress(library);
  if (address === undefined) throw new Error(`no engine of ${library}`);
  const client = createClient(socketTransport(address.socket));
  const { url } = await client.call('trustedBrowserDoor', {});
  await page.goto(url);
  await expect(page.getByRole('gridcell').first()).toBeVisible();
}

async function pause(page: Page, how: string): Promise<void> {
  await page.getByRole('button', { name: activity.pause, exact: true }).click();
  await page.getByRole('menuitem', { name: how }).click();
  await expect(page.getByRole('button', { name: activity.resume, exact: true })).toBeVisible();
}

const states = async (page: Page) => (await numbersOn(page)).states;
const statusOf = () => json<LibraryStatus>(['status', '--library', library]);
