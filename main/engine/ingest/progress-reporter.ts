/** Progress for listeners: a few times a second while it changes, and a last one afterwards. */
import type { Progress } from '../contract/library.ts';

export type Reporter = {
  /** Something that progress shows may have changed. */
  changed(): void;
  subscribe(listener: (progress: Progress) => void): () => void;
  close(): void;
};

const everyMs = 200;

export function createReporter(report: () => Progress): Reporter {
  const listeners = new Set<(progress: Progress) => void>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const changed = () => {
    if (closed || listeners.size === 0) return;
    timer ??= setTimeout(send, everyMs);
  };

  const send = () => {
    timer = undefined;
    const progress = report();
    for (const listener of listeners) listener(progress);
    // The speed falls although nothing happens, as long as something is being read.
    const isBusy = progress.reading.length > 0 && progress.hold === null;
    if (isBusy) timer ??= setTimeout(send, 5 * everyMs);
  };

  return {
    changed,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closed = true;
      clearTimeout(timer);
      listeners.clear();
    },
  };
}
