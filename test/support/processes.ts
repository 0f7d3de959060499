/** The program as a process that tests may kill, and what it leaves behind. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
export function startProgram(
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Program {
  const child: ChildProcess = spawn(
    process.execPath,
    [join(repository, 'main', 'cli', 'main.ts'), ...parameters],
    {
      cwd: repository,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', ...environment },
    },
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

export type RunningProcess = { readonly processId: number; readonly command: string };

/**
 * The children of a process that run, also those that outlived it: a worker's entry is told the
 * process id of the engine that started it.
 */
export function childrenOf(parentProcessId: number): RunningProcess[] {
  const worker = new RegExp(`\\.ts ${parentProcessId}$`);
  return running()
    .filter((one) => one.parentId === parentProcessId || worker.test(one.command))
    .map(({ processId, command }) => ({ processId, command }));
}

export function isRunning(processId: number): boolean {
  return running().some((one) => one.processId === processId);
}

/** Resolves with the children when there are any; `noChildLeft` means little before. */
export async function childrenAtWork(engineProcessId: number): Promise<RunningProcess[]> {
  for (const until = Date.now() + 30_000; Date.now() < until; await sleep(50)) {
    const children = childrenOf(engineProcessId);
    if (children.length > 0) return children;
  }
  throw new Error(`process ${engineProcessId} has no children`);
}

/** Resolves when none of the engine's children runs; rejects with those that still do. */
export async function noChildLeft(engineProcessId: number, limitMs = 15_000): Promise<void> {
  const until = Date.now() + limitMs;
  for (let left = childrenOf(engineProcessId); left.length > 0; ) {
    if (Date.now() > until) throw new Error(`still running: ${JSON.stringify(left)}`);
    await sleep(100);
    left = childrenOf(engineProcessId);
  }
}

function running(): (RunningProcess & { readonly parentId: number })[] {
  const columns = ['-A', '-o', 'pid=,ppid=,stat=,args='];
  const rows = execFileSync('ps', columns, { encoding: 'utf8', maxBuffer: 2 ** 24 });
  return rows.split('\n').flatMap((row) => {
    const [, processId, parentId, state, command] =
      /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*\S)/.exec(row) ?? [];
    // A zombie has ended; nobody has asked how yet.
    if (command === undefined || state?.startsWith('Z')) return [];
    return [{ processId: Number(processId), parentId: Number(parentId), command }];
  });
}
