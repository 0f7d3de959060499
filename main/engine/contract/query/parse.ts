/** From a query's text to what it says. Pure; every text is a query. */
import { mediaKinds } from '../library.ts';
import type { DateRange, Filter, Query, WordsTerm } from './syntax.ts';

/**
 * A piece is a minus or none, then a quoted run or a run without spaces, then a weight or none. Only
 * before a piece does a minus mean "not": "t-shirt" and "a - b" are words.
 */
const piece =
  /(?<minus>-(?=[^\s-]))?(?:"(?<quoted>[^"]*)"|(?<bare>\S+?))(?:\^(?<weight>\d+(?:\.\d+)?))?(?=\s|$)/gu;
const named = /^(?<name>[a-z]+):(?<value>.+)$/u;

/**
 * Words that stand next to each other, without a sign or weight of their own, are one description.
 * A filter that makes no sense ("date:soon") is words, as a person wrote it.
 */
export function parseQuery(text: string): Query {
  const terms: WordsTerm[] = [];
  const filters: Filter[] = [];
  let plain: string[] = [];
  const endPlain = () => {
    if (plain.length > 0) terms.push({ words: plain.join(' '), minus: false, weight: 1 });
    plain = [];
  };
  for (const { groups } of text.normalize('NFC').matchAll(piece)) {
    const minus = groups?.minus !== undefined;
    const words = (groups?.quoted ?? groups?.bare ?? '').trim().replace(/\s+/gu, ' ');
    const filter = groups?.bare === undefined ? undefined : readFilter(groups.bare, minus);
    const weight = groups?.weight === undefined ? 1 : Number(groups.weight);
    if (filter !== undefined && groups?.weight === undefined) filters.push(filter);
    else if (words === '' || !(weight > 0)) continue;
    else if (groups?.bare !== undefined && !minus && groups.weight === undefined) plain.push(words);
    else {
      endPlain();
      terms.push({ words, minus, weight });
    }
  }
  endPlain();
  return { terms, filters };
}

function readFilter(text: string, minus: boolean): Filter | undefined {
  const { name, value = '' } = named.exec(text)?.groups ?? {};
  if (name === 'kind') {
    const kind = mediaKinds.find((one) => one === value);
    return kind && { type: 'kind', kind, minus };
  }
  if (name === 'date') {
    const range = readDates(value);
    return range && { type: 'date', range, minus };
  }
  return undefined;
}

/** `2021`, `2021-06..2022`, `..2020-12-31`, `2019..` */
function readDates(value: string): DateRange | undefined {
  const [from = '', to, ...more] = value.split('..');
  const ends = to === undefined ? [from, from] : [from, to];
  if (more.length > 0 || ends.every((end) => end === '')) return undefined;
  if (!ends.every((end) => end === '' || isDay(end))) return undefined;
  return { from: ends[0] || null, to: ends[1] || null };
}

function isDay(text: string): boolean {
  const {
    year,
    month = '01',
    day = '01',
  } = /^(?<year>\d{4})(?:-(?<month>\d\d)(?:-(?<day>\d\d))?)?$/u.exec(text)?.groups ?? {};
  if (year === undefined) return false;
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  // 30 February would become a day of March.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${year}-${month}-${day}`);
}
