/** Whether the photo in view has a short video in it. */
import { useCallback } from 'react';
import type { ItemDetail } from '../../main/engine/contract/library.ts';
import { useLoaded } from '../shared/use-loaded.ts';
import { engine } from '../state/engine.ts';

/** Who goes through many photos quickly has not one of their files read for it. */
const calmMs = 250;

export function useMotion(detail: ItemDetail | null): boolean {
  const itemId = detail?.kind === 'photo' && !detail.offline ? detail.itemId : null;
  const load = useCallback(
    async (signal: AbortSignal) => {
      if (itemId === null) return { itemId, hasMotion: false };
      await new Promise((resolve) => setTimeout(resolve, calmMs));
      signal.throwIfAborted();
      return { itemId, ...(await engine.call('motion', { itemId }, { signal })) };
    },
    [itemId],
  );
  const { value } = useLoaded(load);
  return value !== null && value.itemId === itemId && value.hasMotion;
}
