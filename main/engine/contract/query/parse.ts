/** From a query's text to what it says. Pure; every text is a query. */
import { mediaKinds } from '../library.ts';
import type { DateRange, Filter, Query, WordsTerm } from './syntax.ts';

const quote = '["“”„«»＂]';
const notQuote = '[^"“”„«»＂]';

/**
 * A piece is a minus or none, then a quoted run or a run without spaces, then a weight or none. A
 * minus means "not" only before a letter or a quotation mark that begin a piece: "t-shirt", "a - b",
 * "-5 degrees" and "->" are words. A quotation that does not end yet goes on to the end.
 */
const piece = new RegExp(
  `(?<minus>[-−－](?=${quote}|\\p{L}))?` +
    `(?:${quote}(?<quoted>${notQuote}*)(?:${quote}[,.;!?]*|$)|(?<bare>\\S+?))` +
    '(?:\\^(?<weight>\\d{1,9}(?:\\.\\d{1,9})?))?(?=\\s|$)',
  'gu',
);
const named = /^(?<name>kind|date):(?<value>.+?)[,;]?$/iu;

const mostTerms = 16;
const [leastWeight, mostWeight] = [0.01, 100];

type Plain = { readonly words: string; readonly isQuoted: boolean };

/**
 * Words that stand next to each other, without a sign or weight of their own, are one description;
 * quotations that stand alone are one each. A filter that makes no sense ("date:soon") is words, as a
 * person wrote it. What comes after 16 descriptions is left out.
 */
export function parseQuery(text: string): Query {
  const terms: WordsTerm[] = [];
  const filters: Filter[] = [];
  let plain: Plain[] = [];
  const endPlain = () => {
    terms.push(...descriptions(plain));
    plain = [];
  };
  for (const { groups = {} } of text.normalize('NFC').matchAll(piece)) {
    const { minus: sign, quoted, bare = '', weight: digits } = groups;
    const minus = sign !== undefined;
    const words = (quoted ?? bare).trim().replace(/\s+/gu, ' ');
    const filter = digits === undefined ? readFilter(bare, minus) : undefined;
    const weight = digits === undefined ? 1 : Number(digits);
    if (filter !== undefined) filters.push(filter);
    else if (words === '' || weight < leastWeight) continue;
    else if (!minus && digits === undefined) plain.push({ words, isQuoted: quoted !== undefined });
    else {
      endPlain();
      terms.push({ words, minus, weight: Math.min(weight, mostWeight) });
    }
  }
  endPlain();
  return { terms: terms.slice(0, mostTerms), filters };
}

function descriptions(plain: readonly Plain[]): WordsTerm[] {
  const apart = plain.every(({ isQuoted }) => isQuoted);
  const texts = plain.map(({ words }) => words);
  return (apart ? texts : [texts.join(' ')]).map((words) => ({ words, minus: false, weight: 1 }));
}

function readFilter(text: string, minus: boolean): Filter | undefined {
  const { name = '', value = '' } = named.exec(text.toLowerCase())?.groups ?? {};
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

/** `2021`, `2021-06..2022`, `..2020-12-31`, `2019..`; the wrong way round as well. */
function readDates(value: string): DateRange | undefined {
  const [first = '', second, ...more] = value.split('..');
  const ends = second === undefined ? [first, first] : [first, second];
  if (more.length > 0 || ends.every((end) => end === '')) return undefined;
  if (!ends.every((end) => end === '' || isDay(end))) return undefined;
  const [from, to] = ends.every((end) => end !== '') ? ends.toSorted() : ends;
  return { from: from || null, to: to || null };
}

function isDay(text: string): boolean {
  const {
    year,
    month = '01',
    day = '01',
  } = /^(?<year>[1-9]\d{3})(?:-(?<month>\d\d)(?:-(?<day>\d\d))?)?$/u.exec(text)?.groups ?? {};
  if (year === undefined) return false;
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  // 30 February would become a day of March.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${year}-${month}-${day}`);
}
