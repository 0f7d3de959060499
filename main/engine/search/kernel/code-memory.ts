/**
 * Codes in one shared WebAssembly memory, and the scan over them in SIMD by several threads.
 * The memory only grows: `codes()` and the rest are views of it, valid until the next `reserve`.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { CodeLayout } from './code-layout.ts';
import {
  controlWords,
  groupsAt,
  histogramBytes,
  histogramsAt,
  largestCodeBytes,
  mostGroups,
  pageBytes,
  queryAt,
  rowsPerChunk,
  slot,
  startKernel,
  takeChunks,
} from './layout.ts';
import type { ThreadData } from './thread.ts';

const largestMemoryPages = 65_536;
const absent = 0xffff;
const patienceMs = 60_000;
/** Below this a thread takes longer to wake than to help. */
const fewestRowsForThreads = 50_000;

/** What one query's scan found. Valid until the next scan of the same memory. */
export type Scanned = {
  /** uint16[rows]; 65,535 for rows that were not wanted. */
  readonly distances: Uint16Array;
  /**
   * At least `count` wanted rows, or all, nearest first; rows of one distance in the order of
   * `rows`, or ascending without it. Valid until the next call.
   */
  nearest(count: number, rows?: Uint32Array): Uint32Array;
};

export type CodeMemory = {
  /** Makes room for so many rows; what is there stays. */
  reserve(rows: number): void;
  /** Packed codes uint8[capacity * codeBytes]. */
  codes(): Uint8Array;
  /** One bit a row: whether a scan looks at it. */
  wanted(): Uint8Array;
  scan(code: Uint8Array, rows: number, layout: CodeLayout): Scanned;
  close(): void;
};

let compiled: WebAssembly.Module | undefined;

function compile(): WebAssembly.Module {
  const path = new URL('../../../../dist/kernel/scan.wasm', import.meta.url);
  compiled ??= new WebAssembly.Module(readFileSync(path));
  return compiled;
}

/** `threads`: how many scan a large memory, this one included; one a processor by default. */
export function createCodeMemory(codeBytes: number, threads = defaultThreads()): CodeMemory {
  if (codeBytes % 4 !== 0 || codeBytes > largestCodeBytes) {
    throw new RangeError(`codes of ${codeBytes} bytes`);
  }
  const codesAt = histogramsAt + threads * histogramBytes;
  const module = compile();
  const memory = new WebAssembly.Memory({
    initial: codesAt / pageBytes,
    maximum: largestMemoryPages,
    shared: true,
  });
  const kernel = startKernel(module, memory);
  const control = new Int32Array(memory.buffer, 0, controlWords);
  const workers: Worker[] = [];
  let capacity = 0;
  let place = placesOf(0);

  /** Codes come first, so that they stay where they are; what follows them moves. */
  function placesOf(rows: number) {
    const wantedAt = codesAt + rows * codeBytes;
    const distancesAt = wantedAt + Math.ceil(rows / 64) * 8;
    const rowsAt = distancesAt + Math.ceil(rows / 4) * 8;
    const orderedAt = rowsAt + rows * 4;
    return { wantedAt, distancesAt, rowsAt, orderedAt, end: orderedAt + rows * 4 };
  }

  function startThreads(): void {
    for (let thread = workers.length + 1; thread < threads; thread += 1) {
      const workerData: ThreadData = { module, memory, thread, codesAt };
      const worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData });
      worker.unref();
      workers.push(worker);
    }
  }

  function histogram(thread: number): Uint32Array {
    return new Uint32Array(memory.buffer, histogramsAt + thread * histogramBytes, 65_536);
  }

  /** Writes the query first: a thread that wakes late takes no chunk before `left` is set. */
  function run(code: Uint8Array, rows: number, { groups }: CodeLayout): void {
    new Uint8Array(memory.buffer, queryAt, codeBytes).set(code);
    new Uint32Array(memory.buffer, groupsAt, mostGroups * 2).set(
      groups.flatMap(({ endByte, weight }) => [endByte, weight]),
    );
    for (let thread = 0; thread < threads; thread += 1) histogram(thread).fill(0);
    const chunks = Math.ceil(rows / rowsPerChunk);
    control[slot.rows] = rows;
    control[slot.codeBytes] = codeBytes;
    control[slot.groups] = groups.length;
    control[slot.wantedAt] = place.wantedAt;
    control[slot.distancesAt] = place.distancesAt;
    Atomics.store(control, slot.done, 0);
    Atomics.store(control, slot.left, chunks);
    if (rows >= fewestRowsForThreads) {
      startThreads();
      Atomics.add(control, slot.job, 1);
      Atomics.notify(control, slot.job);
    }
    takeChunks(kernel, control, 0, codesAt);
    for (let done = 0; done < chunks; ) {
      if (Atomics.wait(control, slot.done, done, patienceMs) === 'timed-out') {
        throw new Error('a thread of the scan does not answer');
      }
      done = Atomics.load(control, slot.done);
    }
  }

  return {
    reserve(rows) {
      if (rows <= capacity) return;
      const next = placesOf(Math.ceil(rows / 64) * 64);
      const missing = Math.ceil((next.end - memory.buffer.byteLength) / pageBytes);
      if (missing > 0) memory.grow(missing);
      const bytes = new Uint8Array(memory.buffer);
      bytes.copyWithin(next.wantedAt, place.wantedAt, place.wantedAt + capacity / 8);
      bytes.fill(0, next.wantedAt + capacity / 8, next.distancesAt);
      capacity = Math.ceil(rows / 64) * 64;
      place = next;
    },
    codes: () => new Uint8Array(memory.buffer, codesAt, capacity * codeBytes),
    wanted: () => new Uint8Array(memory.buffer, place.wantedAt, capacity / 8),
    scan(code, rows, layout) {
      if (code.length !== codeBytes || rows > capacity || layout.codeBytes !== codeBytes) {
        throw new RangeError(`query of ${code.length} bytes, ${rows} rows of ${codeBytes}`);
      }
      run(code, rows, layout);
      const counts = Uint32Array.from(histogram(0).subarray(0, layout.largestDistance + 1));
      for (let thread = 1; thread < threads; thread += 1) {
        const others = histogram(thread);
        for (let distance = 0; distance < counts.length; distance += 1) {
          counts[distance] = (counts[distance] as number) + (others[distance] as number);
        }
      }
      return {
        distances: new Uint16Array(memory.buffer, place.distancesAt, rows),
        nearest(count, inOrder) {
          const starts = histogram(0);
          let found = 0;
          let furthest = 0;
          for (; furthest < counts.length; furthest += 1) {
            starts[furthest] = found;
            found += counts[furthest] as number;
            if (found >= count) break;
          }
          if (inOrder !== undefined) {
            new Uint32Array(memory.buffer, place.rowsAt, inOrder.length).set(inOrder);
          }
          kernel.order(
            inOrder === undefined ? 0 : place.rowsAt,
            inOrder?.length ?? rows,
            place.distancesAt,
            Math.min(furthest, absent - 1),
            histogramsAt,
            place.orderedAt,
          );
          return new Uint32Array(memory.buffer, place.orderedAt, found);
        },
      };
    },
    close() {
      Atomics.store(control, slot.closed, 1);
      Atomics.add(control, slot.job, 1);
      Atomics.notify(control, slot.job);
    },
  };
}

function defaultThreads(): number {
  return Math.min(8, availableParallelism());
}
