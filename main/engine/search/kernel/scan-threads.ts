/** The threads that help with a scan, and how a job is given to them. */
import { Worker } from 'node:worker_threads';
import { type Kernel, slot, takeChunks } from './shared-memory.ts';
import type { ThreadData } from './thread.ts';

/** A thread that is paused with its process comes back; one that is silent for longer does not. */
const patienceMs = 5_000;
const mostSilences = 24;

export type ScanThreads = {
  /**
   * Runs the job that `write` puts into the control block, in `chunks` parts, with the others'
   * help or alone. Throws when a thread that took a part does not give it back, and ever after:
   * it might still write.
   */
  run(chunks: number, withHelp: boolean, write: () => void): void;
  close(): void;
};

/** `count`: how many there may be, the calling thread included. */
export function createScanThreads(
  kernel: Kernel,
  control: Int32Array,
  count: number,
  shared: Omit<ThreadData, 'thread'>,
): ScanThreads {
  let started = 1;
  let isBroken = false;

  /** Before a job is written: a thread that starts looks for one at once. */
  function start(): void {
    try {
      for (; started < count; started += 1) {
        const workerData: ThreadData = { ...shared, thread: started };
        const worker = new Worker(new URL('./thread.ts', import.meta.url), {
          workerData,
          execArgv: ['--disable-warning=ExperimentalWarning'],
        });
        worker.unref();
        // One that does not come up has taken nothing: the others do its share.
        worker.once('error', () => undefined);
      }
    } catch {
      // The system allows no more threads: those that there are will do.
      started = count;
    }
  }

  /** Every part that was taken has to come back before anything is read or written again. */
  function wait(chunks: number): void {
    let done = Atomics.load(control, slot.done);
    for (let silences = 0; done < chunks; ) {
      const answer = Atomics.wait(control, slot.done, done, patienceMs);
      silences = answer === 'timed-out' ? silences + 1 : 0;
      if (silences === mostSilences) throw new Error('a thread of the scan does not answer');
      done = Atomics.load(control, slot.done);
    }
  }

  return {
    run(chunks, withHelp, write) {
      if (isBroken) throw new Error('a thread of the scan did not answer before');
      if (withHelp) start();
      write();
      Atomics.store(control, slot.done, 0);
      // Last: from here on whoever looks takes parts.
      Atomics.store(control, slot.left, chunks);
      if (started > 1) {
        Atomics.add(control, slot.job, 1);
        Atomics.notify(control, slot.job);
      }
      try {
        takeChunks(kernel, control, 0, shared.codesAt);
        wait(chunks);
      } catch (error) {
        isBroken = true;
        throw error;
      }
    },
    close() {
      Atomics.store(control, slot.closed, 1);
      Atomics.add(control, slot.job, 1);
      Atomics.notify(control, slot.job);
    },
  };
}
