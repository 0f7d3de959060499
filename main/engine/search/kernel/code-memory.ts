/**
 * Codes in one shared WebAssembly memory, and the scan over them in SIMD by several threads.
 * The memory only grows: `codes()` and the rest are views of it, valid until the next `reserve`.
 */
import { availableParallelism } from 'node:os';
import { compileBuilt } from './built.ts';
import type { CodeLayout } from './code-layout.ts';
import { createScanThreads } from './scan-threads.ts';
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
} from './shared-memory.ts';

const largestMemoryPages = 65_536;
const absent = 0xffff;
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
  /** Makes room for so many rows; what is there stays. Throws RangeError beyond 4 GiB. */
  reserve(rows: number): void;
  /** Packed codes uint8[capacity * codeBytes]. */
  codes(): Uint8Array;
  /** One bit a row: whether it is there. */
  live(): Uint8Array;
  /** Over the live rows, or those of `wanted`: one bit a row. */
  scan(code: Uint8Array, rows: number, layout: CodeLayout, wanted?: Uint8Array): Scanned;
  close(): void;
};

let compiled: WebAssembly.Module | undefined;

/**
 * `threads`: how many scan a large memory, the calling one included; by default one a processor, and
 * at most 8.
 */
export function createCodeMemory(codeBytes: number, threads = defaultThreads()): CodeMemory {
  if (codeBytes % 4 !== 0 || codeBytes > largestCodeBytes) {
    throw new RangeError(`codes of ${codeBytes} bytes`);
  }
  const codesAt = histogramsAt + threads * histogramBytes;
  compiled ??= compileBuilt('scan');
  const module = compiled;
  const memory = new WebAssembly.Memory({
    initial: codesAt / pageBytes,
    maximum: largestMemoryPages,
    shared: true,
  });
  const kernel = startKernel(module, memory);
  const control = new Int32Array(memory.buffer, 0, controlWords);
  const scanThreads = createScanThreads(kernel, control, threads, { module, memory, codesAt });
  let capacity = 0;
  let place = placesOf(0);

  /** Codes come first, so that they stay where they are; what follows them moves. */
  function placesOf(rows: number) {
    const liveAt = codesAt + rows * codeBytes;
    const wantedAt = liveAt + Math.ceil(rows / 64) * 8;
    const distancesAt = wantedAt + Math.ceil(rows / 64) * 8;
    const rowsAt = distancesAt + Math.ceil(rows / 4) * 8;
    const orderedAt = rowsAt + rows * 4;
    return { liveAt, wantedAt, distancesAt, rowsAt, orderedAt, end: orderedAt + rows * 4 };
  }

  function histogram(thread: number): Uint32Array {
    return new Uint32Array(memory.buffer, histogramsAt + thread * histogramBytes, 65_536);
  }

  function run(code: Uint8Array, rows: number, layout: CodeLayout, wantedAt: number): void {
    scanThreads.run(Math.ceil(rows / rowsPerChunk), rows >= fewestRowsForThreads, () => {
      new Uint8Array(memory.buffer, queryAt, codeBytes).set(code);
      new Uint32Array(memory.buffer, groupsAt, mostGroups * 2).set(
        layout.groups.flatMap(({ endByte, weight }) => [endByte, weight]),
      );
      for (let thread = 0; thread < threads; thread += 1) {
        histogram(thread).fill(0, 0, layout.largestDistance + 1);
      }
      control[slot.rows] = rows;
      control[slot.codeBytes] = codeBytes;
      control[slot.groups] = layout.groups.length;
      control[slot.wantedAt] = wantedAt;
      control[slot.distancesAt] = place.distancesAt;
    });
  }

  return {
    reserve(rows) {
      if (rows <= capacity) return;
      const next = placesOf(Math.ceil(rows / 64) * 64);
      if (next.end > largestMemoryPages * pageBytes) {
        throw new RangeError(`${rows} codes of ${codeBytes} bytes are more than a memory holds`);
      }
      const missing = Math.ceil((next.end - memory.buffer.byteLength) / pageBytes);
      if (missing > 0) memory.grow(missing);
      const bytes = new Uint8Array(memory.buffer);
      bytes.copyWithin(next.liveAt, place.liveAt, place.liveAt + capacity / 8);
      bytes.fill(0, next.liveAt + capacity / 8, next.wantedAt);
      capacity = Math.ceil(rows / 64) * 64;
      place = next;
    },
    codes: () => new Uint8Array(memory.buffer, codesAt, capacity * codeBytes),
    live: () => new Uint8Array(memory.buffer, place.liveAt, capacity / 8),
    scan(code, rows, layout, wanted) {
      if (code.length !== codeBytes || rows > capacity || layout.codeBytes !== codeBytes) {
        throw new RangeError(`query of ${code.length} bytes, ${rows} rows of ${codeBytes}`);
      }
      if (wanted !== undefined) {
        new Uint8Array(memory.buffer, place.wantedAt, capacity / 8).set(wanted);
      }
      run(code, rows, layout, wanted === undefined ? place.liveAt : place.wantedAt);
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
    close: scanThreads.close,
  };
}

function defaultThreads(): number {
  return Math.min(8, availableParallelism());
}
