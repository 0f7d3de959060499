/**
 * One child process and the job it is working on. It is started by its first job, kept warm, and
 * started again after a death. Whatever ends it under a job rejects that job alone.
 */
import { type ChildProcess, fork } from 'node:child_process';
import os from 'node:os';
import type { SetAsideCode } from '../contract/messages/engine.ts';
import type { FromChild, JobName, ToChild } from './protocol.ts';
import { residentBytes } from './resident-memory.ts';
import { WorkerError, WorkersUnavailableError } from './types.ts';

export type ChildOptions = {
  /** The script it runs. */
  readonly entry: URL;
  readonly environment: Readonly<Record<string, string>>;
  /** `os.setPriority` of the child; 0 is ordinary, 10 gives way. */
  readonly niceness: number;
  /** A job is given up after this much silence. */
  readonly silenceMs: number;
  /** A job is given up when the child's resident memory passes this. */
  readonly memoryBytes: number;
  /** How often the system is asked; the child tells by itself as well, while it can. */
  readonly memoryPollMs: number;
  readonly crashCode: Extract<SetAsideCode, 'decoder-crashed' | 'encoder-crashed'>;
};

/** What becomes of the job after a part. */
export type PartAnswer = 'enough' | undefined;

export type ChildJob = {
  readonly name: JobName;
  readonly request: unknown;
  /** Takes a part, e.g. a video's segment; the child goes on when it resolves, or ends the job early. */
  readonly onPart?: ((part: unknown) => Promise<PartAnswer>) | undefined;
  /** Told when the job begins (0) and now and then how much of it is done, up to 1. */
  readonly onShare?: ((share: number) => void) | undefined;
  readonly settle: { resolve(answer: unknown): void; reject(reason: unknown): void };
};

type Running = {
  readonly id: number;
  readonly job: ChildJob;
  partsOpen: number;
  lastPart: Promise<void>;
};

const startMs = 60_000;
const maxFailedStarts = 2;
const stderrTailCharacters = 2_000;

export class Child {
  readonly #options: ChildOptions;
  readonly #onFree: () => void;
  #process: ChildProcess | undefined;
  #ready = false;
  #running: Running | undefined;
  #nextId = 1;
  #silence: NodeJS.Timeout | undefined;
  #memoryPoll: NodeJS.Timeout | undefined;
  #stderrTail = '';
  /** Deaths in a row before it was ready. */
  #failedStarts = 0;
  /** Why we killed it, for the job that dies of it. */
  #verdict: Error | undefined;

  constructor(options: ChildOptions, onFree: () => void) {
    this.#options = options;
    this.#onFree = onFree;
  }

  /** Working, or about to die: either way it takes no job now. */
  get busy(): boolean {
    return (
      this.#running !== undefined || (this.#process !== undefined && this.#verdict !== undefined)
    );
  }

  /** The process id while it lives. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Give it a job; it must not be busy. */
  run(job: ChildJob): void {
    if (this.busy) throw new Error(`child ${this.pid} is busy, it cannot take ${job.name}`);
    this.#running = { id: this.#nextId++, job, partsOpen: 0, lastPart: Promise.resolve() };
    job.onShare?.(0);
    this.#begin(this.#running);
  }

  #begin({ id, job }: Running): void {
    const child = this.#process ?? this.#start();
    this.#restartSilence();
    this.#pollMemory(child);
    this.#send({ kind: 'job', id, name: job.name, request: job.request });
  }

  /** Ask the job under way to end early; it is killed if it does not within `graceMs`. */
  cancel(graceMs: number): void {
    const running = this.#running;
    if (!running) return;
    this.#send({ kind: 'cancel', id: running.id });
    setTimeout(() => {
      if (this.#running === running) this.kill(new Error(`${running.job.name} was cancelled`));
    }, graceMs).unref();
  }

  /** SIGKILL; a job under way rejects with `reason`. Resolves when the process is gone. */
  async kill(reason: Error): Promise<void> {
    const child = this.#process;
    if (child?.pid === undefined) return;
    this.#verdict ??= reason;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await gone;
    }
  }

  #start(): ChildProcess {
    const child = fork(this.#options.entry, [String(process.pid)], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [
        // The earliest Node 24 we ship would warn of type stripping in each child.
        '--disable-warning=ExperimentalWarning',
        // A child's heap is small and its pictures are large: V8 would collect it every few of them.
        '--initial-old-space-size=128',
        '--min-semi-space-size=16',
      ],
      env: { ...process.env, ...this.#options.environment },
    });
    this.#process = child;
    this.#ready = false;
    this.#verdict = undefined;
    this.#stderrTail = '';
    if (child.pid !== undefined && this.#options.niceness !== 0) {
      try {
        os.setPriority(child.pid, this.#options.niceness);
      } catch {
        // It died already, or the system does not allow it: the work is the same.
      }
    }
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderrTail = (this.#stderrTail + text).slice(-stderrTailCharacters);
    });
    child.on('message', (message) => {
      if (this.#process === child) this.#receive(message as FromChild);
    });
    child.on('error', (error) => {
      // Without a process id it never started and no 'exit' will come.
      if (child.pid === undefined) this.#ended(child, error.message);
    });
    child.on('exit', (code, signal) => this.#ended(child, signal ?? `exit code ${code}`));
    return child;
  }

  #receive(message: FromChild): void {
    if (message.kind === 'ready') {
      this.#ready = true;
      this.#failedStarts = 0;
      this.#restartSilence();
      return;
    }
    if (message.kind === 'unavailable') {
      this.kill(new WorkersUnavailableError(message.reason));
      return;
    }
    const running = this.#running;
    if (!running || message.id !== running.id) return;
    switch (message.kind) {
      case 'alive':
        this.#restartSilence();
        if (message.share !== undefined) running.job.onShare?.(message.share);
        return;
      case 'memory':
        this.#weigh(message.bytes);
        return;
      case 'part':
        this.#takePart(running, message.part);
        return;
      case 'answer':
        this.#finish(() => running.job.settle.resolve(message.answer));
        return;
      case 'failure': {
        const error = new WorkerError(message.code, message.detail, { retry: message.retry });
        this.#finish(() => running.job.settle.reject(error));
      }
    }
  }

  /**
   * Hands parts on one after the other. While the engine holds one, the child may be waiting for
   * us: its silence is excused.
   */
  async #takePart(running: Running, part: unknown): Promise<void> {
    running.partsOpen += 1;
    clearTimeout(this.#silence);
    const before = running.lastPart;
    let done = () => {};
    running.lastPart = new Promise((resolve) => {
      done = resolve;
    });
    await before;
    if (this.#running === running) await this.#handPart(running, part);
    done();
  }

  async #handPart(running: Running, part: unknown): Promise<void> {
    let answer: PartAnswer;
    try {
      answer = await running.job.onPart?.(part);
    } catch (error) {
      // What the engine does with a part failed: its own error, not the file's.
      if (this.#running === running) {
        this.#finish(() => running.job.settle.reject(error), { free: false });
        await this.kill(new Error('the engine gave the job up', { cause: error }));
      }
      return;
    }
    running.partsOpen -= 1;
    if (this.#running !== running) return;
    if (running.partsOpen === 0) this.#restartSilence();
    this.#send({ kind: 'acknowledge', id: running.id, enough: answer === 'enough' });
  }

  #finish(settle: () => void, options: { free: boolean } = { free: true }): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#memoryPoll);
    this.#running = undefined;
    settle();
    if (options.free) this.#onFree();
  }

  #ended(child: ChildProcess, how: string): void {
    if (this.#process !== child) return;
    this.#process = undefined;
    const running = this.#running;
    if (running && !this.#ready && !this.#verdict && this.#failedStarts < maxFailedStarts) {
      // Not the job's doing, and perhaps nobody's: somebody killed it, memory was short.
      this.#failedStarts += 1;
      this.#begin(running);
      return;
    }
    const reason = this.#verdict ?? this.#deathReason(how);
    this.#failedStarts = 0;
    if (running) this.#finish(() => running.job.settle.reject(reason));
    else this.#onFree();
  }

  #deathReason(how: string): Error {
    const detail = [how, tellingLine(this.#stderrTail)].filter(Boolean).join(': ');
    return this.#ready
      ? new WorkerError(this.#options.crashCode, detail, { retry: true })
      : new WorkersUnavailableError(`a child process did not start (${detail})`);
  }

  #restartSilence(): void {
    clearTimeout(this.#silence);
    const running = this.#running;
    if (!running || running.partsOpen > 0) return;
    // Starting reads a hundred files, from a slow disk perhaps; that says nothing about the job.
    const silenceMs = Math.max(this.#options.silenceMs, this.#ready ? 0 : startMs);
    this.#silence = setTimeout(() => {
      const detail = `no sign of life for ${Math.round(silenceMs / 1000)} s`;
      this.kill(new WorkerError('took-too-long', detail, { retry: true }));
    }, silenceMs);
  }

  /** One question after the other: off Linux each is a process of its own. */
  #pollMemory(child: ChildProcess): void {
    clearTimeout(this.#memoryPoll);
    const { pid } = child;
    if (pid === undefined) return;
    const poll = setTimeout(async () => {
      const bytes = await residentBytes(pid);
      if (this.#process !== child || this.#memoryPoll !== poll || !this.busy) return;
      this.#weigh(bytes);
      this.#pollMemory(child);
    }, this.#options.memoryPollMs);
    this.#memoryPoll = poll;
  }

  #weigh(bytes: number): void {
    if (bytes <= this.#options.memoryBytes) return;
    const detail = `${Math.round(bytes / 2 ** 20)} MiB`;
    this.kill(new WorkerError('took-too-much-memory', detail, { retry: true }));
  }

  #send(message: ToChild): void {
    // A channel that is closing reports through 'exit', which settles the job.
    if (this.#process?.connected) this.#process.send(message, () => {});
  }
}

/** The line that names an error, else the last one. */
function tellingLine(text: string): string {
  const lines = text.trim().split('\n');
  const line = lines.findLast((candidate) => /\bError\b/.test(candidate)) ?? lines.at(-1);
  return line?.trim().slice(0, 200) ?? '';
}
