/** How a change of the query enters the history: words typed in one go share one step. */
import { useCallback, useRef } from 'react';
import { type PageQuery, sameQuery } from '../state/page-location.ts';
import { usePageLocation } from '../state/use-page-location.ts';

export function useQuerySteps() {
  const { location, goTo } = usePageLocation();
  const typing = useRef(false);
  const change = useCallback(
    (query: PageQuery, how: 'typing' | 'settled'): void => {
      const step = typing.current ? 'replace' : 'push';
      const differs = !sameQuery(query, location.query);
      if (differs) goTo({ query, open: null }, step);
      typing.current = how === 'typing' && (differs || typing.current);
    },
    [location.query, goTo],
  );
  const endTyping = useCallback((): void => {
    typing.current = false;
  }, []);
  return { location, goTo, change, endTyping };
}
