/**
 * The time by which hidden items expire. A computer's clock may be wrong by years, for minutes or for
 * days, and what is purged does not come back: so this one never goes back, and goes forward by at
 * most a week for each hour that an engine runs. After a long absence it lags; then things are kept
 * for some hours longer.
 */
import type { Database } from 'better-sqlite3';
import { dayMs } from '../contract/settings.ts';
import { createSettingRows } from './settings.ts';

export type LibraryClock = {
  /** For a stamp from which something is kept: not before anything that was stamped already. */
  stampMs(): number;
  /** What was stamped long before this has expired. Never later than the computer's clock. */
  expiryMs(): number;
};

const mostStepMs = 7 * dayMs;
const stepEveryMs = 3_600_000;

export type Clocks = { readonly wallMs: () => number; readonly runningMs: () => number };
const realClocks: Clocks = { wallMs: Date.now, runningMs: () => performance.now() };

export function createLibraryClock(
  database: Database,
  { wallMs, runningMs }: Clocks = realClocks,
): LibraryClock {
  const rows = createSettingRows(database);
  const stored = rows.read('clockMs');
  let clockMs = typeof stored === 'number' ? stored : 0;
  let steppedAtMs = Number.NEGATIVE_INFINITY;

  function step(): void {
    if (runningMs() - steppedAtMs < stepEveryMs) return;
    steppedAtMs = runningMs();
    const now = wallMs();
    const next = clockMs === 0 ? now : Math.min(now, clockMs + mostStepMs);
    if (next <= clockMs) return;
    clockMs = next;
    rows.write('clockMs', clockMs);
  }

  return {
    stampMs: () => Math.max(wallMs(), clockMs),
    expiryMs() {
      step();
      return Math.min(wallMs(), clockMs);
    },
  };
}
