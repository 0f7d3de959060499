/** Which rows a query's filters leave. Pure. */
import type { DateRange, Filter } from '../contract/query/syntax.ts';
import { noTime } from '../contract/ranking-columns.ts';
import type { IndexView } from './moment-index.ts';

/** The view of what passes all filters: ranking it is as exact as ranking everything. */
export function filtered(view: IndexView, filters: readonly Filter[]): IndexView {
  if (filters.length === 0) return view;
  return view.where((bits) => {
    for (const filter of filters) keepPassing(bits, view, filter);
  });
}

/** Clears the bits of rows that do not pass, eight rows at a time and none that are out already. */
function keepPassing(bits: Uint8Array, { columns }: IndexView, filter: Filter): void {
  const maskOf =
    filter.type === 'kind'
      ? photoMask(columns.timesMs)
      : dateMask(columns.datesMs, millisecondsOf(filter.range));
  const turned = filter.minus !== (filter.type === 'kind' && filter.kind === 'video') ? 0xff : 0;
  for (let byte = 0; byte < bits.length; byte += 1) {
    if (bits[byte] !== 0) bits[byte] = (bits[byte] as number) & (maskOf(byte * 8) ^ turned);
  }
}

/** Of eight rows from one on: which are photos. */
const photoMask = (timesMs: Uint32Array) => (first: number) => {
  let mask = 0;
  for (let bit = 0; bit < 8; bit += 1) mask |= Number(timesMs[first + bit] === noTime) << bit;
  return mask;
};

const dateMask =
  (datesMs: Float64Array, { fromMs, untilMs }: { fromMs: number; untilMs: number }) =>
  (first: number) => {
    let mask = 0;
    for (let bit = 0; bit < 8; bit += 1) {
      const date = datesMs[first + bit] as number;
      mask |= Number(date >= fromMs && date < untilMs) << bit;
    }
    return mask;
  };

/** From the first instant of the first day up to the last day's end, in UTC as dates are stored. */
export function millisecondsOf({ from, to }: DateRange): { fromMs: number; untilMs: number } {
  return {
    fromMs: from === null ? Number.NEGATIVE_INFINITY : startOf(from, 0),
    untilMs: to === null ? Number.POSITIVE_INFINITY : startOf(to, 1),
  };
}

/** Milliseconds since 1970 of the beginning of YYYY, YYYY-MM or YYYY-MM-DD, or of `later` ones on. */
function startOf(day: string, later: number): number {
  const numbers = day.split('-').map(Number);
  const last = numbers.length - 1;
  numbers[last] = (numbers[last] as number) + later;
  const [year = 1970, month = 1, dayOfMonth = 1] = numbers;
  return Date.UTC(year, month - 1, dayOfMonth);
}
