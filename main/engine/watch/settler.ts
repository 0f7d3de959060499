/**
 * Waits until a file has been written to its end. There is no sign of "finished" on any system:
 * a file is taken for whole when its size and modification time have stayed the same for a while.
 */
import type { FileStamp } from '../workers/types.ts';
import { type Observation, observe } from './observe.ts';

export type Settler = {
  /** Look at this path until it stands still. Looking again at one that is waiting is harmless. */
  add(path: string): void;
  /** How many are still being waited for. */
  readonly size: number;
  /** Paths still being waited for. */
  paths(): readonly string[];
  /** Stop waiting: hand over, as they are now, those of these paths that have waited this long. */
  flush(paths: ReadonlySet<string>, waitedMs: number): Promise<void>;
  close(): void;
};

export type SettlerOptions = {
  readonly settleMs: number;
  /** What stands still now, or turned out to be no file at all, in batches. */
  readonly onSettled: (settled: readonly { path: string; observation: Observation }[]) => void;
  readonly now?: () => number;
};

type Entry = {
  readonly addedMs: number;
  last: FileStamp | undefined;
  dueMs: number;
  looking: boolean;
};

/** A file last written so long ago is not being written now: it was moved here or is copied. */
const oldMs = 10_000;
const oldSettleMs = 200;
const tickMs = 100;
const looksAtOnce = 64;

export function createSettler(options: SettlerOptions): Settler {
  const entries = new Map<string, Entry>();
  const nowMs = options.now ?? (() => performance.now());
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const schedule = () => {
    if (timer !== undefined || closed || entries.size === 0) return;
    timer = setTimeout(() => {
      timer = undefined;
      void look(() => false).finally(schedule);
    }, tickMs);
  };

  const look = async (isForced: (path: string, entry: Entry) => boolean) => {
    const due = [...entries].filter(
      ([path, entry]) => !entry.looking && (entry.dueMs <= nowMs() || isForced(path, entry)),
    );
    for (const [, entry] of due) entry.looking = true;
    for (let start = 0; start < due.length && !closed; start += looksAtOnce) {
      const some = due.slice(start, start + looksAtOnce);
      const seen = await Promise.all(some.map(([path]) => observe(path)));
      if (closed) return;
      const settled = some.flatMap(([path, entry], index) => {
        const observation = seen[index] as Observation;
        entry.looking = false;
        if (!hasSettled(entry, observation) && !isForced(path, entry)) return [];
        entries.delete(path);
        return [{ path, observation }];
      });
      if (settled.length > 0) options.onSettled(settled);
    }
  };

  const hasSettled = (entry: Entry, observation: Observation): boolean => {
    const stamp = stampOf(observation);
    if (stamp === undefined) return true;
    if (entry.last !== undefined && isSameState(entry.last, stamp)) return true;
    entry.last = stamp;
    entry.dueMs = nowMs() + settleTimeMs(stamp, options.settleMs);
    return false;
  };

  return {
    add(path) {
      if (closed || entries.has(path)) return;
      const addedMs = nowMs();
      entries.set(path, { addedMs, last: undefined, dueMs: addedMs, looking: false });
      schedule();
    },
    get size() {
      return entries.size;
    },
    paths: () => [...entries.keys()],
    flush: (paths, waitedMs) =>
      look((path, { addedMs }) => paths.has(path) && nowMs() - addedMs >= waitedMs),
    close() {
      closed = true;
      clearTimeout(timer);
      entries.clear();
    },
  };
}

/** Of what may be being written: a file or a sidecar. */
function stampOf(observation: Observation): FileStamp | undefined {
  if (observation.type === 'file') return observation.file;
  return observation.type === 'sidecar' ? observation.sidecar : undefined;
}

/** How long this file has to stand still. */
export function settleTimeMs(file: FileStamp, settleMs: number, wallMs = Date.now()): number {
  const ageMs = wallMs - Number(BigInt(file.modifiedNs) / 1_000_000n);
  return ageMs > oldMs ? Math.min(oldSettleMs, settleMs) : settleMs;
}

/** Whether a walk may take the file at once: its last write is over by more than `settleMs`. */
export function isAtRest(file: FileStamp, settleMs: number, wallMs = Date.now()): boolean {
  return wallMs - Number(BigInt(file.modifiedNs) / 1_000_000n) > settleMs;
}

export function isSameState(one: FileStamp, other: FileStamp): boolean {
  return one.sizeBytes === other.sizeBytes && one.modifiedNs === other.modifiedNs;
}
