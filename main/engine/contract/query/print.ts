/** From what a query says to its text: `parseQuery` reads the same from it. Pure. */
import type { Filter, Query, WordsTerm } from './syntax.ts';

export function printQuery({ terms, filters }: Query): string {
  return [...terms.map(printTerm), ...filters.map(printFilter)].join(' ');
}

/** Quoted where it stands beside others that it must not run together with. */
function printTerm({ words, minus, weight }: WordsTerm): string {
  return `${minus ? '-' : ''}"${words}"${weight === 1 ? '' : `^${weight}`}`;
}

function printFilter(filter: Filter): string {
  const sign = filter.minus ? '-' : '';
  if (filter.type === 'kind') return `${sign}kind:${filter.kind}`;
  const { from, to } = filter.range;
  return `${sign}date:${from === to ? from : `${from ?? ''}..${to ?? ''}`}`;
}
