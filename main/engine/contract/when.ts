/** A coming moment as a person says it, by the clock of this computer. Pure. */

const weekdays = new Intl.DateTimeFormat('en', { weekday: 'long' });

export type When = {
  /** `22:00`. */
  readonly time: string;
  readonly day: 'today' | 'tomorrow' | { readonly weekday: string };
};

/** Of the next days; further ones are not asked for. */
export function whenOf(atMs: number, nowMs: number): When {
  const at = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, '0');
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  const daysAhead = Math.round((midnight(at) - midnight(new Date(nowMs))) / 86_400_000);
  if (daysAhead <= 0) return { time, day: 'today' };
  if (daysAhead === 1) return { time, day: 'tomorrow' };
  return { time, day: { weekday: weekdays.format(at) } };
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
