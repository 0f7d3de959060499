/** The files of one reason, a page of them at a time as they come into view. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { SetAsideEntry } from '../../main/engine/contract/activity.ts';
import { engine, isAbort } from '../state/engine.ts';

const pageFiles = 100;

export type SetAsidePages = {
  /** Undefined until it has come. */
  readonly file: (index: number) => SetAsideEntry | undefined;
  /** These rows are in view. */
  readonly show: (first: number, last: number) => void;
};

/** `count`: files of the reason; where it changes, what is in view is asked for again. */
export function useSetAside(
  code: string,
  count: number,
  onError: (error: unknown) => void,
): SetAsidePages {
  const [pages, setPages] = useState<ReadonlyMap<number, readonly SetAsideEntry[]>>(new Map());
  const asked = useRef(new Set<number>());
  const inView = useRef({ first: 0, last: 0 });
  const ending = useRef(new AbortController());
  const fail = useRef(onError);
  useEffect(() => {
    fail.current = onError;
  });

  const show = useCallback(
    (first: number, last: number): void => {
      inView.current = { first, last };
      const { signal } = ending.current;
      for (let page = Math.floor(first / pageFiles); page * pageFiles <= last; page += 1) {
        if (asked.current.has(page)) continue;
        asked.current.add(page);
        engine
          .call('setAside', { code, from: page * pageFiles, limit: pageFiles }, { signal })
          .then(({ files }) => {
            if (!signal.aborted) setPages((before) => new Map(before).set(page, files));
          })
          .catch((error: unknown) => {
            if (isAbort(error) || signal.aborted) return;
            asked.current.delete(page);
            fail.current(error);
          });
      }
    },
    [code],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: another count is another list.
  useEffect(() => {
    ending.current = new AbortController();
    asked.current = new Set();
    show(inView.current.first, inView.current.last);
    return () => ending.current.abort();
  }, [count, show]);

  return {
    file: (index) => pages.get(Math.floor(index / pageFiles))?.[index % pageFiles],
    show,
  };
}
