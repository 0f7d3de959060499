/** From a query's text to what it says. Pure; every text is a query. */
import { readFilter } from './read-filter.ts';
import type { Filter, Query, WordsTerm } from './syntax.ts';

const quote = '["“”„«»＂]';
const notQuote = '[^"“”„«»＂]';

/**
 * A piece is a minus or none, then a quoted run (which may be a field's) or a run without spaces, then
 * a weight or none. A
 * minus means "not" only before a letter or a quotation mark that begin a piece: "t-shirt", "a - b",
 * "-5 degrees" and "->" are words. A quotation that does not end yet goes on to the end.
 */
const piece = new RegExp(
  `(?<minus>[-−－](?=${quote}|\\p{L}))?` +
    `(?:(?:(?<field>name|folder|camera):)?${quote}(?<quoted>${notQuote}*)(?:${quote}[,.;!?]*|$)|(?<bare>\\S+?))` +
    '(?:\\^(?<weight>\\d{1,9}(?:\\.\\d{1,9})?))?(?=\\s|$)',
  'giu',
);

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
    const { minus: sign, field, quoted, bare = '', weight: digits } = groups;
    const minus = sign !== undefined;
    const words = (quoted ?? bare).trim().replace(/\s+/gu, ' ');
    const written = field === undefined ? bare : `${field}:${words}`;
    const filter = digits === undefined ? readFilter(written, minus) : undefined;
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
