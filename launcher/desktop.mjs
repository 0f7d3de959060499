/** The desktop window's executable: whether it is here and can open, and asking to fetch it. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { electronFolder, fetchElectron } from './fetch-electron.mjs';
import { messages } from './messages.mjs';
import { root } from './runtime.mjs';

const answerFile = join(root, '.afterimage', 'desktop-answer');

/** Electron's executable, or null where it has not been fetched. */
export function electronPath() {
  const name = join(electronFolder, 'path.txt');
  if (!existsSync(name)) return null;
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(electronFolder, 'dist');
  const path = join(folder, readFileSync(name, 'utf8').trim());
  return existsSync(path) ? path : null;
}

/** Why the desktop window cannot open here as things are, or null. */
export function desktopUnavailable() {
  return (electronPath() === null ? messages.desktopNotHere : null) ?? noDisplay();
}

/** Why no window at all can open here, or null. */
export function noDisplay(platform = process.platform, environment = process.env) {
  if (platform !== 'linux' || environment.DISPLAY || environment.WAYLAND_DISPLAY) return null;
  return messages.noDisplay;
}

/**
 * The desktop window's executable, or why there is none. Asks once, on a terminal only; without
 * a terminal the answer is no, and it is not remembered.
 */
export async function findDesktop({ say, terminal = process.stdin.isTTY && process.stderr.isTTY }) {
  const hidden = noDisplay();
  if (hidden) return { why: hidden };
  const here = electronPath();
  if (here) return { path: here };
  if (!terminal) return { why: messages.desktopNotHere };
  const answer = existsSync(answerFile) ? readFileSync(answerFile, 'utf8') : await ask();
  if (answer !== 'yes') return { why: messages.desktopDeclined(answerFile) };
  const failure = await fetchElectron({ say });
  const path = electronPath();
  return path ? { path } : { why: messages.desktopNotFetched(failure ?? messages.nothingFetched) };
}

/** Enter and Ctrl-D are a no; Ctrl-C ends. */
async function ask() {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  prompt.once('SIGINT', () => process.exit(130));
  const closed = new Promise((resolve) => prompt.once('close', () => resolve('')));
  const reply = await Promise.race([prompt.question(messages.askForDesktop), closed]);
  prompt.close();
  const answer = /^y(es)?$/i.test(reply.trim()) ? 'yes' : 'no';
  mkdirSync(join(root, '.afterimage'), { recursive: true });
  writeFileSync(answerFile, answer);
  return answer;
}
