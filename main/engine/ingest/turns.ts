/** One thing at a time, in order, until the end. */
export type Turns = {
  /** Never rejects; after the end nothing is begun. */
  take(task: () => Promise<void>): Promise<void>;
  /** Tasks that wait or run. */
  readonly count: number;
  /** Runs `task` after `ms`, unless ended or cleared by then. No timer outlives the end. */
  later(ms: number, task: () => void): NodeJS.Timeout | undefined;
  readonly ended: AbortSignal;
  /** Resolves when what had begun has come to its end. */
  end(): Promise<void>;
};

/** `onError` gets what a task threw, except after the end. */
export function createTurns(onError: (error: unknown) => void, onChange: () => void): Turns {
  const ending = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  let last: Promise<void> = Promise.resolve();
  let count = 0;
  return {
    take(task) {
      count += 1;
      last = last.then(async () => {
        try {
          if (!ending.signal.aborted) await task();
        } catch (error) {
          if (!ending.signal.aborted) onError(error);
        } finally {
          count -= 1;
          onChange();
        }
      });
      return last;
    },
    get count() {
      return count;
    },
    later(ms, task) {
      if (ending.signal.aborted) return undefined;
      const timer = setTimeout(() => {
        timers.delete(timer);
        task();
      }, ms);
      timers.add(timer);
      return timer;
    },
    ended: ending.signal,
    async end() {
      ending.abort();
      for (const timer of timers) clearTimeout(timer);
      await last;
    },
  };
}
