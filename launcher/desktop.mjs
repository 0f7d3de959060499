/** Electron's binary: whether it is here, and fetching it with its own installer when asked to. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { messages } from './messages.mjs';
import { root } from './runtime.mjs';

const electron = join(root, 'node_modules', 'electron');
const answerFile = join(root, '.afterimage', 'desktop-answer');
/** With no byte from the network for this long the fetch is given up. */
const silenceMs = 20_000;
const longestMs = 10 * 60_000;

/** Electron's executable, or null where it has not been fetched. */
export function electronPath() {
  const name = join(electron, 'path.txt');
  if (!existsSync(name)) return null;
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(electron, 'dist');
  const path = join(folder, readFileSync(name, 'utf8').trim());
  return existsSync(path) ? path : null;
}

/**
 * The desktop window's executable, or why there is none. Asks once, on a terminal only; without
 * a terminal the answer is no, and it is not remembered.
 */
export async function findDesktop({ say, terminal = process.stdin.isTTY && process.stderr.isTTY }) {
  const here = electronPath();
  if (here) return { path: here };
  if (!terminal) return { why: messages.desktopNotHere };
  const answer = existsSync(answerFile) ? readFileSync(answerFile, 'utf8') : await ask();
  if (answer !== 'yes') return { why: messages.desktopDeclined(answerFile) };
  say(messages.fetchingDesktop);
  const failure = await fetchElectron();
  const path = electronPath();
  return path ? { path } : { why: messages.desktopNotFetched(failure) };
}

async function ask() {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const reply = await prompt.question(messages.askForDesktop);
  prompt.close();
  const answer = /^y(es)?$/i.test(reply.trim()) ? 'yes' : 'no';
  mkdirSync(join(root, '.afterimage'), { recursive: true });
  writeFileSync(answerFile, answer);
  return answer;
}

/** Resolves with null, or with why it failed. Electron's installer draws its own progress. */
function fetchElectron() {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(electron, 'install.js')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let failure = messages.networkSilent;
    let silence = setTimeout(stop, silenceMs);
    const longest = setTimeout(stop, longestMs);
    function stop() {
      child.kill('SIGTERM');
    }
    function heard(chunk) {
      clearTimeout(silence);
      silence = setTimeout(stop, silenceMs);
      process.stderr.write(chunk);
    }
    child.stdout.on('data', heard);
    // The installer prints a stack when it fails: its first line is enough.
    child.stderr.on('data', (chunk) => {
      const text = String(chunk);
      if (/error/i.test(text)) failure = text.trim().split('\n')[0];
      else heard(chunk);
    });
    child.once('close', (code) => {
      clearTimeout(silence);
      clearTimeout(longest);
      resolve(code === 0 ? null : failure);
    });
  });
}
