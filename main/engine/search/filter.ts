/** Which rows a query's filters leave. Pure. */
import type { DateRange, Filter } from '../contract/query/syntax.ts';
import { noTime } from '../contract/ranking-columns.ts';
import type { IndexView } from './moment-index.ts';

/** The view of what passes all filters: ranking it is as exact as ranking everything. */
export function filtered(view: IndexView, filters: readonly Filter[]): IndexView {
  if (filters.length === 0) return view;
  const tests = filters.map((filter) => {
    const test = testOf(view, filter);
    return filter.minus ? (row: number) => !test(row) : test;
  });
  return view.where((row) => tests.every((test) => test(row)));
}

function testOf({ columns }: IndexView, filter: Filter): (row: number) => boolean {
  if (filter.type === 'kind') {
    const isPhoto = filter.kind === 'photo';
    return (row) => (columns.timesMs[row] === noTime) === isPhoto;
  }
  const { fromMs, untilMs } = millisecondsOf(filter.range);
  return (row) => {
    const date = columns.datesMs[row] as number;
    return date >= fromMs && date < untilMs;
  };
}

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
