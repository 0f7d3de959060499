/** The program as a person runs it: real processes, a library of its own, everything real. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { repository } from './repository.ts';

const commandLine = join(repository, 'main', 'cli', 'main.ts');

export type Served = {
  /** With its one-time token. */
  readonly url: string;
  readonly processId: number;
  /** Ctrl-C; resolves with the exit code once the process has ended. */
  stop(): Promise<number | null>;
  /** SIGKILL. */
  kill(): Promise<void>;
};

/** `afterimage serve --no-open …`; resolves when it says `ready URL`. */
export async function serve(parameters: readonly string[]): Promise<Served> {
  const child = start(['serve', '--no-open', ...parameters]);
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors += String(chunk);
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      if (line.startsWith('ready ')) resolve(line.slice('ready '.length));
    });
    child.once('exit', (code) => reject(new Error(`serve ended with ${code}: ${errors}`)));
  });
  return {
    url,
    processId: child.pid as number,
    stop: async () => {
      child.kill('SIGINT');
      return ended(child);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended(child);
    },
  };
}

export type Answer = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** Any command of the command line, to its end. */
export async function command(parameters: readonly string[]): Promise<Answer> {
  const child = start(parameters);
  const text = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => {
    text.stdout += String(chunk);
  });
  child.stderr?.on('data', (chunk) => {
    text.stderr += String(chunk);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...text };
}

/** A command's `--json` answer; throws what it said when it failed. */
export async function json<Shape>(parameters: readonly string[]): Promise<Shape> {
  const answer = await command([...parameters, '--json']);
  if (answer.code !== 0)
    throw new Error(`${parameters.join(' ')} ended with ${answer.code}: ${answer.stderr}`);
  return JSON.parse(answer.stdout) as Shape;
}

function start(parameters: readonly string[]): ChildProcess {
  return spawn(process.execPath, [commandLine, ...parameters], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, INIT_CWD: undefined, NO_COLOR: '1' },
  });
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}
