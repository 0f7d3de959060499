/** What can wait is done, a little at a time, while there is nothing else to do. */

/** One small step; whether there was anything to do. */
export type IdleTask = () => Promise<boolean> | boolean;

export type Idle = {
  /** There may be nothing else to do now. Cheap. */
  wake(): void;
  /** Resolves when the step that runs has ended. */
  close(): Promise<void>;
};

export type IdleOptions = {
  /** Asked before each step. */
  readonly isIdle: () => boolean;
  /** In order: the next one begins when the one before has nothing to do. */
  readonly tasks: readonly IdleTask[];
  /** What a task threw. All rest until the next `wake`. */
  readonly onError: (error: unknown) => void;
};

export function createIdle({ isIdle, tasks, onError }: IdleOptions): Idle {
  let running: Promise<void> | undefined;
  let woken = false;
  let closed = false;

  const run = async () => {
    try {
      while (woken) {
        woken = false;
        // Not in the middle of what woke it.
        await aTurn();
        while (!closed && isIdle() && (await doSomething(tasks))) await aTurn();
      }
    } catch (error) {
      if (!closed) onError(error);
    }
    running = undefined;
  };

  return {
    wake() {
      if (closed || !isIdle()) return;
      woken = true;
      running ??= run();
    },
    async close() {
      closed = true;
      await running;
    },
  };
}

async function doSomething(tasks: readonly IdleTask[]): Promise<boolean> {
  for (const task of tasks) if (await task()) return true;
  return false;
}

/** The engine answers in between. */
const aTurn = () => new Promise((resolve) => setImmediate(resolve));
