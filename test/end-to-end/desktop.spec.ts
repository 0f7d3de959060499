/** The desktop window, wherever Electron's binary is. */
import { _electron, expect, test } from '@playwright/test';
import { electronPath } from '../../launcher/desktop.mjs';
import { makeFolder } from '../support/made-folder.ts';
import { repository } from '../support/repository.ts';
import { text } from './library-page.ts';

test('opens on app://, guarded, and leaves no engine behind', async () => {
  const executablePath = electronPath();
  test.skip(executablePath === null, "Electron's binary is not here");
  const made = await makeFolder();
  const electron = await _electron.launch({
    executablePath: executablePath as string,
    args: [repository, '--library', made.library],
    env: { ...process.env, AFTERIMAGE_RUNTIME: process.execPath } as Record<string, string>,
  });
  const window = await electron.firstWindow();
  await expect(window.getByRole('heading', { name: text.welcome.title })).toBeVisible();
  expect(window.url()).toMatch(/^app:\/\/afterimage\//);
  expect(await window.evaluate(() => typeof (globalThis as { require?: unknown }).require)).toBe(
    'undefined',
  );
  const status = await window.evaluate(
    async () => (await fetch('/trusted/check', { method: 'POST' })).status,
  );
  expect(status).toBe(404);
  await electron.close();
  await made.remove();
});
