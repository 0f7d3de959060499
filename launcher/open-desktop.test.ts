import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noDisplay } from './desktop.mjs';
import { messages } from './messages.mjs';
import { openDesktop, sandboxSwitches } from './open-desktop.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterimage-launcher-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A stand-in Electron: a shell script. */
function open(body: string) {
  const electron = join(folder, 'electron');
  writeFileSync(electron, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return openDesktop(electron, ['/checkout'], { AFTERIMAGE_RUNTIME: '/node' });
}

test.skipIf(process.platform === 'win32').each([
  ['exit 0', { code: 0 }],
  ['exit 1', { why: messages.desktopEnded(1) }],
  ['kill -TRAP $$', { why: messages.desktopEnded(133) }],
  ['kill -INT $$', { code: 130 }],
  ['touch "$AFTERIMAGE_DESKTOP_MARK"; exit 1', { code: 1 }],
  ['test "$AFTERIMAGE_RUNTIME" = /node && exit 0; exit 9', { code: 0 }],
])('an Electron that does `%s` → %j', async (body, ended) => {
  expect(await open(body)).toEqual(ended);
});

test.each([
  ['linux', 0, ['--no-sandbox']],
  ['linux', 1000, []],
  ['darwin', 0, []],
  ['win32', undefined, []],
] as const)('on %s as user %s: %j', (platform, userId, switches) => {
  expect(sandboxSwitches(platform, userId)).toEqual(switches);
});

test.each([
  ['linux', {}, messages.noDisplay],
  ['linux', { DISPLAY: '' }, messages.noDisplay],
  ['linux', { DISPLAY: ':0' }, null],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, null],
  ['darwin', {}, null],
  ['win32', {}, null],
] as const)('a display on %s with %j: %j', (platform, environment, why) => {
  expect(noDisplay(platform, environment)).toBe(why);
});
