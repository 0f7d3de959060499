/** Files finished a second, over a sliding window. */
export type Speed = {
  /** A file was finished. */
  count(): void;
  /** 0 without a file in the window. Before the window is full, over the time that work has run. */
  perSecond(): number;
};

const windowMs = 10_000;
/** The first moments say little: one file after 50 ms is not 20 files a second. */
const leastMs = 1_000;

export function createSpeed(now: () => number = () => performance.now()): Speed {
  let times: number[] = [];
  let startedMs = 0;

  const forget = () => {
    const from = now() - windowMs;
    times = times.filter((time) => time > from);
  };

  return {
    count() {
      forget();
      if (times.length === 0) startedMs = now();
      times.push(now());
    },
    perSecond() {
      forget();
      const spanMs = Math.min(windowMs, Math.max(leastMs, now() - startedMs));
      return (times.length * 1000) / spanMs;
    },
  };
}
