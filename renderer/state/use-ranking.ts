/** The ranking of the current query: latest wins, an older request is aborted. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { RankingColumns } from '../../main/engine/contract/ranking-columns.ts';
import { engine, isAbort, sentenceOf } from './engine.ts';
import type { PageQuery } from './page-location.ts';
import type { PageStrictness } from './strictness.ts';

export type Ranking = {
  readonly columns: RankingColumns | null;
  /** The query that `columns` answers; while it differs from the asked one, a request is under way. */
  readonly answers: PageQuery | null;
  readonly busy: boolean;
  readonly error: string | null;
};

export function useRanking(
  query: PageQuery,
  strictness: PageStrictness,
): Ranking & { readonly refresh: () => void } {
  const [ranking, setRanking] = useState<Ranking>({
    columns: null,
    answers: null,
    busy: true,
    error: null,
  });
  const running = useRef<AbortController | null>(null);

  const ask = useCallback((): void => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    setRanking((before) => ({ ...before, busy: true }));
    engine
      .rank(
        {
          text: query.text,
          likeMoments: [...query.likeMoments],
          unlikeMoments: [...query.unlikeMoments],
          regions: [...query.regions],
          uploads: [...query.uploads],
          strictness,
        },
        { signal: controller.signal },
      )
      .then((columns) => setRanking({ columns, answers: query, busy: false, error: null }))
      .catch((error: unknown) => {
        if (isAbort(error) || controller.signal.aborted) return;
        setRanking((before) => ({ ...before, busy: false, error: sentenceOf(error) }));
      });
  }, [query, strictness]);

  useEffect(() => {
    ask();
    return () => running.current?.abort();
  }, [ask]);

  return { ...ranking, refresh: ask };
}
