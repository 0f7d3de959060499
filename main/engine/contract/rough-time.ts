/** How long something takes, as roughly as it is known. Pure. */

export type RoughTime = {
  readonly unit: 'moments' | 'minute' | 'hour' | 'day';
  /** 0 for `moments`; halves for a few hours. */
  readonly amount: number;
};

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Whole minutes up to ten, then fives; half hours up to five, then whole ones; then days. */
export function roughTime(ms: number): RoughTime {
  if (ms < 0.75 * minute) return { unit: 'moments', amount: 0 };
  if (ms < 9.5 * minute) return { unit: 'minute', amount: Math.max(1, Math.round(ms / minute)) };
  if (ms < 57.5 * minute) return { unit: 'minute', amount: 5 * Math.round(ms / (5 * minute)) };
  if (ms < 4.75 * hour)
    return { unit: 'hour', amount: Math.max(1, Math.round((2 * ms) / hour) / 2) };
  if (ms < 36 * hour) return { unit: 'hour', amount: Math.round(ms / hour) };
  return { unit: 'day', amount: Math.round(ms / day) };
}
