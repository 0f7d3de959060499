/** Where things lie in the shared memory of codes, and what its threads agree on. */

/** Slots of the int32 control block at byte 0. */
export const slot = {
  /** Counts jobs; threads wait on it. */
  job: 0,
  /**
   * Chunks that nobody has taken, counted down: from zero on there is nothing to do. One number says
   * it all, so that a thread that wakes late cannot take a chunk of the wrong job.
   */
  left: 1,
  /** Chunks that are done; whoever started the job waits on it. */
  done: 2,
  rows: 3,
  codeBytes: 4,
  groups: 5,
  wantedAt: 6,
  distancesAt: 7,
  /** 1: threads end. */
  closed: 8,
} as const;

export const controlWords = 16;
export const queryAt = 1024;
/** Codes of up to 16,384 bits. */
export const largestCodeBytes = 2048;
export const groupsAt = queryAt + largestCodeBytes;
export const mostGroups = 128;
/** uint32[65536] for each thread. */
export const histogramsAt = 65_536;
export const histogramBytes = 65_536 * 4;
export const pageBytes = 65_536;

/** Rows that a thread takes at a time: about a tenth of a millisecond. */
export const rowsPerChunk = 8_192;

export type Kernel = {
  scan(
    codesAt: number,
    codeBytes: number,
    wantedAt: number,
    from: number,
    to: number,
    queryAt: number,
    groupsAt: number,
    groups: number,
    distancesAt: number,
    histogramAt: number,
  ): void;
  order(
    rowsAt: number,
    count: number,
    distancesAt: number,
    furthest: number,
    startsAt: number,
    orderedAt: number,
  ): void;
};

export function startKernel(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernel {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return exports as Kernel;
}

/** Takes chunks of the job that stands in the control block until none is left. */
export function takeChunks(
  kernel: Kernel,
  control: Int32Array,
  thread: number,
  codesAt: number,
): void {
  const histogramAt = histogramsAt + thread * histogramBytes;
  for (;;) {
    const chunk = Atomics.sub(control, slot.left, 1) - 1;
    if (chunk < 0) return;
    const from = chunk * rowsPerChunk;
    kernel.scan(
      codesAt,
      control[slot.codeBytes] as number,
      (control[slot.wantedAt] as number) >>> 0,
      from,
      Math.min(from + rowsPerChunk, control[slot.rows] as number),
      queryAt,
      groupsAt,
      control[slot.groups] as number,
      (control[slot.distancesAt] as number) >>> 0,
      histogramAt,
    );
    Atomics.add(control, slot.done, 1);
    Atomics.notify(control, slot.done);
  }
}
