import { defineConfig } from '@playwright/test';
import { browserPath } from './test/support/browser.ts';

/** The built page in a real Chromium, over a real engine. Screenshots are kept as artefacts. */
export default defineConfig({
  testDir: 'test/end-to-end',
  outputDir: 'test-results/end-to-end',
  workers: 1,
  // A second try on a busy machine that lands changes; what needed it is named in the summary.
  retries: process.env.CI ? 1 : 0,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [
    ['list'],
    [
      'json',
      { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ?? 'test-results/end-to-end.json' },
    ],
  ],
  use: {
    browserName: 'chromium',
    // A click that meets nothing says which, long before the whole test's time is up.
    actionTimeout: 60_000,
    navigationTimeout: 60_000,
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      ...(browserPath === undefined ? {} : { executablePath: browserPath }),
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
});
