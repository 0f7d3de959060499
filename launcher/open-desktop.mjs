/** Opening the desktop window, and noticing when Electron is here but cannot open. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { messages } from './messages.mjs';
import { runInPlace } from './run.mjs';

const endedByPerson = ['SIGHUP', 'SIGINT', 'SIGTERM'].map((name) => 128 + constants.signals[name]);

/**
 * Runs Electron to its end: `{ code }`, or `{ why }` when it ended by itself before the shell
 * could open a window or show what is wrong. The shell says so by making the file that it is told
 * in AFTERIMAGE_DESKTOP_MARK.
 */
export async function openDesktop(electron, parameters, environment) {
  const folder = mkdtempSync(join(tmpdir(), 'afterimage-desktop-'));
  const mark = join(folder, 'opened');
  try {
    const code = await runInPlace(electron, [...sandboxSwitches(), ...parameters], {
      env: { ...process.env, ...environment, AFTERIMAGE_DESKTOP_MARK: mark },
    });
    const opened = code === 0 || existsSync(mark) || endedByPerson.includes(code);
    return opened ? { code } : { why: messages.desktopEnded(code) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Chromium refuses to run as root otherwise. */
export function sandboxSwitches(platform = process.platform, userId = process.getuid?.()) {
  return platform === 'linux' && userId === 0 ? ['--no-sandbox'] : [];
}
