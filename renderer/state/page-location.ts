/**
 * What the address says: the query and the item that is open. Dropped pictures are not part of
 * it, for they live in the engine's memory; they travel in `history.state` instead.
 */
export type PageQuery = {
  readonly text: string;
  readonly likeMoments: readonly number[];
  readonly uploads: readonly string[];
};
export type OpenItem = { readonly itemId: number; readonly momentId: number };
export type PageLocation = { readonly query: PageQuery; readonly open: OpenItem | null };

export const emptyQuery: PageQuery = { text: '', likeMoments: [], uploads: [] };

export function isEmptyQuery(query: PageQuery): boolean {
  return query.text.trim() === '' && query.likeMoments.length === 0 && query.uploads.length === 0;
}

export function sameQuery(a: PageQuery, b: PageQuery): boolean {
  return (
    a.text.trim() === b.text.trim() &&
    a.likeMoments.join() === b.likeMoments.join() &&
    a.uploads.join() === b.uploads.join()
  );
}

export function encodeLocation({ query, open }: PageLocation): string {
  const parameters = new URLSearchParams();
  if (query.text.trim() !== '') parameters.set('q', query.text.trim());
  if (query.likeMoments.length > 0) parameters.set('like', query.likeMoments.join('.'));
  if (open !== null) parameters.set('open', `${open.itemId}.${open.momentId}`);
  return `#${parameters}`;
}

/** Reads any hash: what it does not understand is left out. */
export function decodeLocation(hash: string, uploads: readonly string[] = []): PageLocation {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const likeMoments = numbers(parameters.get('like')).slice(0, 16);
  const [itemId, momentId] = numbers(parameters.get('open'));
  return {
    query: { text: (parameters.get('q') ?? '').slice(0, 2_000), likeMoments, uploads },
    open: itemId === undefined || momentId === undefined ? null : { itemId, momentId },
  };
}

function numbers(text: string | null): number[] {
  return (text ?? '')
    .split('.')
    .filter((part) => /^\d{1,10}$/.test(part))
    .map(Number);
}
