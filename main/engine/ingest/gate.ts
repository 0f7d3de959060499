/** A gate that several may hold shut; work waits in front of it until all have let go. */
export type Gate = {
  /** Resolves when nobody holds the gate shut; rejects with the signal's reason. */
  passed(signal?: AbortSignal): Promise<void>;
  /** Returns what opens it again; calling that twice is harmless. */
  shut(): () => void;
};

export function createGate(): Gate {
  const holders = new Set<symbol>();
  let waiting: (() => void)[] = [];
  return {
    async passed(signal) {
      while (holders.size > 0) {
        signal?.throwIfAborted();
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          signal?.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      signal?.throwIfAborted();
    },
    shut() {
      const holder = Symbol();
      holders.add(holder);
      return () => {
        holders.delete(holder);
        if (holders.size > 0) return;
        const released = waiting;
        waiting = [];
        for (const pass of released) pass();
      };
    },
  };
}
