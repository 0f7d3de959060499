/** How a change of the query enters the history: words typed in one go share one step. */
import { useCallback, useRef } from 'react';
import { sameQuery } from '../state/page-location.ts';
import type { QueryStep } from '../state/query-steps.ts';
import { currentLocation, usePageLocation } from '../state/use-page-location.ts';

export function useQuerySteps() {
  const { location, goTo } = usePageLocation();
  const typing = useRef(false);
  const change = useCallback(
    (update: QueryStep, how: 'typing' | 'settled'): void => {
      // Uploads and timers end late: they change the query as it is by then.
      const before = currentLocation().query;
      const query = update(before);
      const step = typing.current ? 'replace' : 'push';
      const differs = !sameQuery(query, before);
      // What is asked for shows in front, also where it is the same again.
      if (differs || currentLocation().view !== undefined) goTo({ query, open: null }, step);
      typing.current = how === 'typing' && (differs || typing.current);
    },
    [goTo],
  );
  const endTyping = useCallback((): void => {
    typing.current = false;
  }, []);
  return { location, goTo, change, endTyping };
}
