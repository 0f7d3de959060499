/** The desktop window, wherever Electron's binary is. */
import { _electron, expect, test } from '@playwright/test';
import { desktopUnavailable, electronPath } from '../../launcher/desktop.mjs';
import { makeFolder } from '../support/made-folder.ts';
import { childrenAtWork, childrenOf, isRunning, noChildLeft } from '../support/processes.ts';
import { repository } from '../support/repository.ts';
import { text } from './library-page.ts';

test('opens on app://, guarded, and leaves no engine behind', async () => {
  const executablePath = electronPath();
  test.skip(desktopUnavailable() !== null, desktopUnavailable() ?? '');
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
  const isEngine = ({ command }: { command: string }) => /engine[/\\]main\.ts/.test(command);
  const engine = childrenOf(electron.process().pid as number).find(isEngine)?.processId ?? 0;
  expect(engine).toBeGreaterThan(0);
  await window.evaluate(search);
  await childrenAtWork(engine);
  await electron.close();
  await expect.poll(() => isRunning(engine)).toBe(false);
  await noChildLeft(engine);
  await made.remove();
});

/** Runs in the page: words to encode, so that the engine starts a child. */
async function search(): Promise<number> {
  const headers = { 'content-type': 'application/json', 'x-afterimage': '1' };
  const body = JSON.stringify({ text: 'a red shape' });
  return (await fetch('/api/rank', { method: 'POST', headers, body })).status;
}
