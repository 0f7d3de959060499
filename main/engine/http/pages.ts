/** Rankings that are read page by page, kept as they were; the ones used longest ago go first. */
import { randomUUID } from 'node:crypto';
import { EngineError } from '../contract/errors.ts';
import { messages } from '../contract/messages/index.ts';
import type { Why } from '../contract/search.ts';
import type { OpenRanking, RankedMoment } from '../search/types.ts';

/** With what its answers say besides. */
export type KeptRanking = {
  readonly ranking: OpenRanking;
  readonly text: string;
  readonly why: readonly Why[];
  /** How many match well. */
  readonly matches: number;
};

export type Page = Omit<KeptRanking, 'ranking'> & {
  readonly from: number;
  readonly moments: readonly RankedMoment[];
  /** Null after the last page. */
  readonly cursor: string | null;
};

export type Pages = {
  first(kept: KeptRanking, limit: number): Page;
  /** Throws `not-found` for a cursor whose ranking is unknown or was pushed out. */
  at(cursor: string, limit: number): Page;
};

/** A million items take 20 MB each. */
export function createPages(limit = 8): Pages {
  // A Map remembers the order of insertion.
  const kept = new Map<string, KeptRanking>();

  function keep(id: string, ranking: KeptRanking): void {
    kept.delete(id);
    kept.set(id, ranking);
    const [oldest] = kept.keys();
    if (kept.size > limit && oldest !== undefined) kept.delete(oldest);
  }

  function page(id: string, { ranking, ...rest }: KeptRanking, from: number, count: number): Page {
    const to = from + count;
    const cursor = to < ranking.length ? `${id}.${ranking.epoch}.${to}` : null;
    return { ...rest, from, moments: ranking.slice(from, to), cursor };
  }

  return {
    first(ranking, count) {
      const id = randomUUID();
      keep(id, ranking);
      return page(id, ranking, 0, count);
    },
    at(cursor, count) {
      const [id = '', epoch, from] = cursor.split('.');
      const known = kept.get(id);
      if (
        known === undefined ||
        String(known.ranking.epoch) !== epoch ||
        !/^\d+$/.test(from ?? '')
      ) {
        throw new EngineError('not-found', messages.http.noRanking());
      }
      keep(id, known);
      return page(id, known, Number(from), count);
    },
  };
}
