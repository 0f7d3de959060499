/** A thread by itself: nobody else takes its parts, so it is seen to work, to wait and to end. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { expect, test, vi } from 'vitest';
import {
  controlWords,
  groupsAt,
  histogramBytes,
  histogramsAt,
  pageBytes,
  rowsPerChunk,
  slot,
} from './shared-memory.ts';
import type { ThreadData } from './thread.ts';

test('takes every part of one job after another, and ends when it is told', async () => {
  const codesAt = histogramsAt + 2 * histogramBytes;
  const rows = 3 * rowsPerChunk - 5;
  const wantedAt = codesAt + rows * 4;
  const distancesAt = wantedAt + 4 * rowsPerChunk;
  const pages = Math.ceil((distancesAt + rows * 2) / pageBytes);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: 65_536, shared: true });
  const wasm = readFileSync(new URL('../../../../dist/kernel/scan.wasm', import.meta.url));
  const module = new WebAssembly.Module(wasm);
  const control = new Int32Array(memory.buffer, 0, controlWords);
  const workerData: ThreadData = { module, memory, thread: 1, codesAt };
  const worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData });
  const ended = once(worker, 'exit');

  new Uint32Array(memory.buffer, groupsAt, 2).set([4, 1]);
  new Uint32Array(memory.buffer, codesAt, rows).fill(0b111);
  new Uint8Array(memory.buffer, wantedAt, Math.ceil(rows / 8)).fill(255);
  const counts = new Uint32Array(memory.buffer, histogramsAt + histogramBytes, 33);
  for (let job = 1; job <= 3; job += 1) {
    control.set([rows, 4, 1, wantedAt, distancesAt], slot.rows);
    Atomics.store(control, slot.done, 0);
    Atomics.store(control, slot.left, 3);
    Atomics.add(control, slot.job, 1);
    Atomics.notify(control, slot.job);
    await vi.waitUntil(() => Atomics.load(control, slot.done) === 3, { timeout: 200_000 });
    expect(counts[3]).toBe(rows * job);
  }
  Atomics.store(control, slot.closed, 1);
  Atomics.add(control, slot.job, 1);
  Atomics.notify(control, slot.job);
  expect(await ended).toEqual([0]);
});
