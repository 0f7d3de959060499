/**
 * Says whether reading may go on: not while a person paused it, outside the schedule, or on battery
 * where the settings say to wait. Who asks for reading by name passes over all of it.
 */
import type { Catalog } from '../../catalog/types.ts';
import type { Hold, Pause } from '../../contract/hold.ts';
import type { PowerSource } from './power-source.ts';
import { scheduleAt } from './schedule.ts';

export type Governor = {
  /** Why reading rests; null while it may go on. */
  readonly hold: Hold | null;
  /** Until a moment, or until `resume`. Kept in the library. */
  pause(untilMs: number | null): void;
  /** Ends a pause. What else holds reading now is passed over until it has ended by itself. */
  resume(): void;
  /** Ends a pause, and passes over schedule and battery until the returned function is called. */
  readNow(): () => void;
  close(): void;
};

export type GovernorOptions = {
  readonly catalog: Pick<Catalog, 'settings' | 'onSettingsChange' | 'pause' | 'setPause'>;
  readonly readPowerSource: () => Promise<PowerSource>;
  /** `hold` changed. */
  readonly onChange: () => void;
  readonly nowMs?: () => number;
  /** How often the battery is looked at, and the clock, which may jump. */
  readonly pollMs?: number;
};

type Passable = 'schedule' | 'battery';

/** Windows starts a process for each answer. */
const usualPollMs = process.platform === 'win32' ? 120_000 : 20_000;

export function createGovernor(options: GovernorOptions): Governor {
  const { catalog, readPowerSource, onChange } = options;
  const nowMs = options.nowMs ?? Date.now;
  const pollMs = options.pollMs ?? usualPollMs;
  const passedOver = new Set<Passable>();
  let overrides = 0;
  let source: PowerSource = 'mains';
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  /** One whose time has come is over, though it is still kept. */
  const pauseNow = (): Pause | null => {
    const pause = catalog.pause();
    return pause?.untilMs != null && pause.untilMs <= nowMs() ? null : pause;
  };

  /** What holds reading now, passed over or not, the person's word first. */
  const reasons = (): Hold[] => {
    const { schedule, battery } = catalog.settings();
    const pause = pauseNow();
    const { isOpen, changesMs } = scheduleAt(schedule, nowMs());
    return [
      ...(pause === null ? [] : [{ why: 'paused', untilMs: pause.untilMs } as const]),
      ...(isOpen || changesMs === null ? [] : [{ why: 'schedule', untilMs: changesMs } as const]),
      ...(battery === 'wait' && source === 'battery' ? [{ why: 'battery' } as const] : []),
    ];
  };

  const nowHeld = (): Hold | null => {
    const all = reasons();
    for (const why of passedOver) {
      if (!all.some((each) => each.why === why)) passedOver.delete(why);
    }
    return all.find((each) => !isPassedOver(each)) ?? null;
  };

  const evaluate = () => {
    if (closed) return;
    const before = JSON.stringify(hold);
    hold = nowHeld();
    clearTimeout(timer);
    timer = setTimeout(look, untilNextLook()).unref();
    if (JSON.stringify(hold) !== before) onChange();
  };

  const isPassedOver = ({ why }: Hold) =>
    (why === 'schedule' || why === 'battery') && (overrides > 0 || passedOver.has(why));

  const untilNextLook = () => {
    const { changesMs } = scheduleAt(catalog.settings().schedule, nowMs());
    const ends = [pauseNow()?.untilMs, changesMs];
    const waits = ends.flatMap((endMs) => (typeof endMs === 'number' ? [endMs - nowMs()] : []));
    return Math.max(1, Math.min(pollMs, ...waits));
  };

  const look = async () => {
    if (catalog.settings().battery === 'wait') source = await readPowerSource();
    evaluate();
  };

  let hold = nowHeld();
  const stopListening = catalog.onSettingsChange(() => void look());
  void look();

  return {
    get hold() {
      return hold;
    },
    pause(untilMs) {
      catalog.setPause({ untilMs });
      evaluate();
    },
    resume() {
      catalog.setPause(null);
      for (const { why } of reasons())
        if (why === 'schedule' || why === 'battery') passedOver.add(why);
      evaluate();
    },
    readNow() {
      if (pauseNow() !== null) catalog.setPause(null);
      overrides += 1;
      evaluate();
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        overrides -= 1;
        evaluate();
      };
    },
    close() {
      closed = true;
      clearTimeout(timer);
      stopListening();
    },
  };
}
