/** The Chromium of every test that needs a real browser. launcher/browser.mjs fetches one. */
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

const candidates = [
  process.env.AFTERIMAGE_TEST_BROWSER,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  // Playwright's own, where it has been fetched.
  chromium.executablePath(),
];

/** Undefined where there is none. */
export const browserPath = candidates.find((path) => path !== undefined && existsSync(path));
