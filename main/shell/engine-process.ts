/**
 * The engine as a child of the shell: an ordinary Node program on the runtime that Afterimage
 * ships. It is started again when it ends by itself, a few times at most, and stopped with the app.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { messages } from '../engine/contract/messages/index.ts';

export type EngineProcess = {
  /** The socket, or null while the engine is not ready. */
  socket(): string | null;
  /** Resolves when the child has ended; it is killed when it takes longer than five seconds. */
  stop(): Promise<void>;
};

export type EngineLaunch = {
  /** Node 24. */
  readonly runtime: string;
  readonly entry: string;
  readonly parameters: readonly string[];
  /** Called with a sentence when the engine failed to start or keeps ending. */
  readonly onTrouble: (message: string) => void;
  /** Called whenever an engine became ready. */
  readonly onReady: () => void;
};

/** Early Node 24 warns of type stripping on every start; it is how the engine runs. */
const runtimeFlags = ['--disable-warning=ExperimentalWarning'];
const restartsAMinute = 3;
const stopTimeoutMs = 5_000;
const errorTailCharacters = 2_000;

export function startEngineProcess(launch: EngineLaunch): EngineProcess {
  let socket: string | null = null;
  let child: ChildProcess | null = null;
  let stopping = false;
  let endings: number[] = [];

  function start(): void {
    let errors = '';
    const started = spawn(launch.runtime, [...runtimeFlags, launch.entry, ...launch.parameters], {
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    child = started;
    started.stderr.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString()).slice(-errorTailCharacters);
    });
    createInterface({ input: started.stdout }).on('line', (line) => {
      const address = readAddress(line);
      if (address === null) return;
      socket = address;
      launch.onReady();
    });
    // It may have ended already.
    started.stdin.on('error', () => {});
    started.once('error', (error) => ended(error.message));
    started.once('exit', (code, signal) =>
      ended(errors.trim() || messages.shell.engineEnded(signal ?? String(code))),
    );
  }

  function ended(why: string): void {
    const wasReady = socket !== null;
    socket = null;
    child = null;
    if (stopping) return;
    const now = Date.now();
    endings = [...endings.filter((time) => now - time < 60_000), now];
    if (!wasReady) launch.onTrouble(messages.shell.engineFailed(why));
    else if (endings.length > restartsAMinute) launch.onTrouble(messages.shell.engineKeepsEnding);
    else start();
  }

  start();
  return {
    socket: () => socket,
    stop: async () => {
      stopping = true;
      const running = child;
      if (!running || running.exitCode !== null || running.signalCode !== null) return;
      const exited = new Promise((resolve) => running.once('exit', resolve));
      // The engine ends in order when its stdin does; Windows knows no signal that asks.
      running.stdin?.end();
      if (process.platform !== 'win32') running.kill('SIGTERM');
      const timer = setTimeout(() => running.kill('SIGKILL'), stopTimeoutMs);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** The engine's ready line is `{"socket": "…"}`; anything else is not for us. */
export function readAddress(line: string): string | null {
  if (!line.startsWith('{')) return null;
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed !== 'object' || parsed === null || !('socket' in parsed)) return null;
    return typeof parsed.socket === 'string' ? parsed.socket : null;
  } catch {
    return null;
  }
}
