/** From a query's text to what it says. Pure; every text is a query. */
import { readFilter, readWithin } from './read-filter.ts';
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
    `(?:(?:(?<field>name|folder|camera|lens|tag|album|caption):)?${quote}(?<quoted>${notQuote}*)(?:${quote}[,.;!?]*|$)|(?<bare>\\S+?))` +
    '(?:\\^(?<weight>\\d{1,9}(?:\\.\\d{1,9})?))?(?=\\s|$)',
  'giu',
);

const nextStep = '>>';
const mostSteps = 4;
const mostTerms = 16;
/** Two minutes from one step to the next, unless said. */
const usualWithinMs = 120_000;
const [leastWeight, mostWeight] = [0.01, 100];

type Plain = { readonly words: string; readonly isQuoted: boolean };

/**
 * Words that stand next to each other, without a sign or weight of their own, are one description;
 * quotations that stand alone are one each. A filter that makes no sense ("date:soon") is words, as a
 * person wrote it. What comes after 16 descriptions is left out, and so is what comes after 4 steps.
 */
export function parseQuery(text: string): Query {
  const steps: WordsTerm[][] = [[]];
  const filters: Filter[] = [];
  const windowsMs: number[] = [];
  let plain: Plain[] = [];
  const endPlain = () => {
    steps.at(-1)?.push(...descriptions(plain));
    plain = [];
  };
  for (const { groups = {} } of text.normalize('NFC').matchAll(piece)) {
    const { minus: sign, field, quoted, bare = '', weight: digits } = groups;
    const minus = sign !== undefined;
    const isPlain = !minus && digits === undefined;
    const words = (quoted ?? bare).trim().replace(/\s+/gu, ' ');
    const written = field === undefined ? bare : `${field}:${words}`;
    const filter = digits === undefined ? readFilter(written, minus) : undefined;
    const windowMs = isPlain ? readWithin(bare) : undefined;
    const weight = digits === undefined ? 1 : Number(digits);
    if (filter !== undefined) filters.push(filter);
    else if (windowMs !== undefined) windowsMs.push(windowMs);
    else if (isPlain && bare === nextStep) {
      endPlain();
      steps.push([]);
    } else if (words === '' || weight < leastWeight) continue;
    else if (isPlain) plain.push({ words, isQuoted: quoted !== undefined });
    else {
      endPlain();
      steps.at(-1)?.push({ words, minus, weight: Math.min(weight, mostWeight) });
    }
  }
  endPlain();
  const [terms = [], ...others] = heard(steps);
  const later = others.filter((step) => step.length > 0).slice(0, mostSteps - 1);
  if (later.length === 0) return { terms, filters };
  const withinMs = windowsMs.length === 0 ? usualWithinMs : Math.min(...windowsMs);
  return { terms, filters, following: { steps: later, withinMs } };
}

/** The first 16 descriptions of all steps together. */
function heard(steps: readonly (readonly WordsTerm[])[]): (readonly WordsTerm[])[] {
  let left = mostTerms;
  return steps.map((terms) => {
    const kept = terms.slice(0, left);
    left -= kept.length;
    return kept;
  });
}

function descriptions(plain: readonly Plain[]): WordsTerm[] {
  const apart = plain.every(({ isQuoted }) => isQuoted);
  const texts = plain.map(({ words }) => words);
  return (apart ? texts : [texts.join(' ')]).map((words) => ({ words, minus: false, weight: 1 }));
}
