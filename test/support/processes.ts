/** The program as a process that tests may kill, and what it leaves behind. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { repository } from './repository.ts';

export type Program = {
  readonly processId: number;
  /** What it has said on stderr. */
  readonly errors: () => string;
  readonly output: () => string;
  /** Resolves with the exit code, null after a signal. */
  readonly ended: Promise<number | null>;
  /** SIGKILL; harmless when it has ended. */
  kill(): void;
};

/** Starts a command of the command line and returns at once. */
export function startProgram(parameters: readonly string[]): Program {
  const child: ChildProcess = spawn(
    process.execPath,
    [join(repository, 'main', 'cli', 'main.ts'), ...parameters],
    { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } },
  );
  const text = { output: '', errors: '' };
  child.stdout?.on('data', (chunk) => {
    text.output += String(chunk);
  });
  child.stderr?.on('data', (chunk) => {
    text.errors += String(chunk);
  });
  return {
    processId: child.pid as number,
    errors: () => text.errors,
    output: () => text.output,
    ended: once(child, 'close').then(([code]) => code as number | null),
    kill: () => child.kill('SIGKILL'),
  };
}

/** Decoders and encoders of an engine, alive or not: they are told its process id when started. */
export function childrenOf(engineProcessId: number): string[] {
  const ending = new RegExp(`models/(decoder|encoder)/main\\.ts ${engineProcessId}$`);
  return execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => ending.test(line.trim()));
}

/** Resolves when none of the engine's children runs; rejects with those that still do. */
export async function noChildLeft(engineProcessId: number, limitMs = 15_000): Promise<void> {
  const until = Date.now() + limitMs;
  for (let left = childrenOf(engineProcessId); left.length > 0; ) {
    if (Date.now() > until) throw new Error(`still running: ${left.join('; ')}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    left = childrenOf(engineProcessId);
  }
}
