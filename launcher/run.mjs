/** Running programs from the launcher: quietly with a log, or in place of the launcher. */
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { messages } from './messages.mjs';
import { LauncherError } from './runtime.mjs';

/** Run with its output in `log`; when it fails, say so with the last lines of it. */
export async function runQuietly(program, parameters, { log, what, ...options }) {
  mkdirSync(dirname(log), { recursive: true });
  const output = createWriteStream(log);
  const child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const ended = await endOf(child);
  await new Promise((resolve) => output.end(resolve));
  if (ended.code === 0) return;
  const why = ended.error?.message ?? tellingLines(readFileSync(log, 'utf8'));
  throw new LauncherError(messages.stepFailed(what, why, log));
}

/**
 * Run in place of the launcher: same terminal, signals handed on. Resolves with the exit code.
 * A Ctrl-C reaches the child through the terminal's process group as well; that is harmless. On
 * Windows the console tells the child itself, and handing on would end it without its goodbye.
 */
export async function runInPlace(program, parameters, options = {}) {
  const child = spawn(program, parameters, { stdio: 'inherit', ...options });
  const handOn = (signal) => {
    if (process.platform !== 'win32') child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, handOn);
  const ended = await endOf(child);
  for (const signal of signals) process.off(signal, handOn);
  if (ended.error) throw new LauncherError(messages.cannotStart(program, ended.error.message));
  return ended.code ?? 128 + (constants.signals[ended.signal] ?? 0);
}

function endOf(child) {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, signal: null, error }));
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

/** What a person needs of a long log: its first lines that speak of an error, else its last. */
export function tellingLines(text) {
  const lines = text
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!)/, '').trim())
    .filter((line) => line !== '');
  const errors = lines.filter((line) => /error|cannot|missing|must|ENO|EACC|ETIME/i.test(line));
  return (errors.length > 0 ? errors.slice(0, 2) : lines.slice(-2)).join(' ').slice(0, 400);
}
