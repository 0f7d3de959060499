/** A Chromium for the end-to-end tests: the system's, else Playwright's own, fetched when missing. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { messages } from './messages.mjs';
import { runQuietly } from './run.mjs';
import { LauncherError, root, runtime } from './runtime.mjs';

const systemBrowsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser'];

/** `environment` tells playwright.config.ts which one. */
export async function findBrowser({ say }) {
  const chosen = [process.env.AFTERIMAGE_TEST_BROWSER, ...systemBrowsers];
  const system = chosen.find((path) => path && existsSync(path));
  if (system) return { found: true, environment: { AFTERIMAGE_TEST_BROWSER: system } };
  const { chromium } = await import('playwright-core');
  if (existsSync(chromium.executablePath())) return { found: true, environment: {} };
  say(messages.fetchingBrowser);
  try {
    await runQuietly(
      runtime(),
      [join(root, 'node_modules', 'playwright-core', 'cli.js'), 'install', 'chromium'],
      {
        cwd: root,
        log: join(root, '.afterimage', 'browser.log'),
        what: messages.fetchingBrowserFailed,
      },
    );
    return { found: true, environment: {} };
  } catch (error) {
    if (!(error instanceof LauncherError)) throw error;
    return { found: false, why: messages.noBrowser };
  }
}
