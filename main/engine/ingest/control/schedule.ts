/** Whether a schedule lets files be read at a moment, by the clock of this computer. Pure. */
import { spanOf } from '../../contract/settings.ts';

export type ScheduleState = {
  readonly isOpen: boolean;
  /** When that changes, in milliseconds since 1970; null: never. */
  readonly changesMs: number | null;
};

export function scheduleAt(schedule: string, nowMs: number): ScheduleState {
  const span = spanOf(schedule);
  if (span === null) return { isOpen: true, changesMs: null };
  const { from, to } = span;
  const now = new Date(nowMs);
  const minute = now.getHours() * 60 + now.getMinutes();
  const isAfterStart = minute >= from;
  const isBeforeEnd = minute < to;
  const isOpen = from < to ? isAfterStart && isBeforeEnd : isAfterStart || isBeforeEnd;
  return { isOpen, changesMs: next(isOpen ? to : from, now) };
}

/** Where summer time begins, a minute that does not exist is the one an hour later. */
function next(minute: number, now: Date): number {
  const onDay = (days: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 0, minute).getTime();
  const today = onDay(0);
  return today > now.getTime() ? today : onDay(1);
}
