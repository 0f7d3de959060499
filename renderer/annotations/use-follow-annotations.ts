/** A search for what was added shows what is left of it after a change, once no item is open. */
import { useEffect, useRef } from 'react';
import { parseQuery } from '../../main/engine/contract/query/parse.ts';
import type { Filter } from '../../main/engine/contract/query/syntax.ts';

const ofAnnotations: ReadonlySet<Filter['type']> = new Set(['tag', 'album', 'rating', 'is']);

type FollowOptions = {
  /** Grows with each change. */
  readonly turn: number;
  readonly words: string;
  readonly isOpen: boolean;
  readonly refresh: () => void;
};

export function useFollowAnnotations({ turn, words, isOpen, refresh }: FollowOptions): void {
  const followed = useRef(turn);
  useEffect(() => {
    if (isOpen || followed.current === turn) return;
    followed.current = turn;
    if (asksForAnnotations(words)) refresh();
  }, [turn, words, isOpen, refresh]);
}

export function asksForAnnotations(words: string): boolean {
  return parseQuery(words).filters.some(
    (filter) =>
      ofAnnotations.has(filter.type) || (filter.type === 'named' && filter.place === 'caption'),
  );
}
