/** A thread of the scan: waits for jobs in the shared memory. Started by `scan-threads.ts`. */
import { workerData } from 'node:worker_threads';
import { controlWords, slot, startKernel, takeChunks } from './shared-memory.ts';

export type ThreadData = {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly thread: number;
  readonly codesAt: number;
};

const { module, memory, thread, codesAt } = workerData as ThreadData;
const kernel = startKernel(module, memory);
const control = new Int32Array(memory.buffer, 0, controlWords);
for (let job = 0; Atomics.load(control, slot.closed) === 0; ) {
  takeChunks(kernel, control, thread, codesAt);
  Atomics.wait(control, slot.job, job);
  job = Atomics.load(control, slot.job);
}
