/** Item details as the viewer needs them: asked once, kept for a while, neighbours ahead of time. */
import { useCallback } from 'react';
import { mediaPath } from '../../main/engine/contract/client.ts';
import { EngineError } from '../../main/engine/contract/errors.ts';
import type { ItemDetail } from '../../main/engine/contract/library.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { type Loaded, useLoaded } from '../shared/use-loaded.ts';
import { engine } from '../state/engine.ts';

const kept = new Map<number, { readonly at: number; readonly detail: Promise<ItemDetail> }>();
const keepForMs = 30_000;
const keepAtMost = 200;

/** A failure is not kept. Rejects with a sentence for a person. */
export function itemDetail(itemId: number): Promise<ItemDetail> {
  const known = kept.get(itemId);
  if (known !== undefined && performance.now() - known.at < keepForMs) return known.detail;
  const detail = engine.call('item', { itemId }).catch((error: unknown) => {
    if (!(error instanceof EngineError) || error.code !== 'not-found') throw error;
    throw new EngineError('not-found', messages.page.viewer.gone, { cause: error });
  });
  kept.delete(itemId);
  kept.set(itemId, { at: performance.now(), detail });
  detail.catch(() => kept.delete(itemId));
  if (kept.size > keepAtMost) kept.delete(kept.keys().next().value as number);
  return detail;
}

/** Something was changed: what is asked for next is read anew. */
export function forgetDetails(): void {
  kept.clear();
}

/** `turn`: another one has it read anew. */
export function useItemDetail(itemId: number, turn: number): Loaded<ItemDetail> {
  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` asks for a reload.
  return useLoaded(useCallback(() => itemDetail(itemId), [itemId, turn]));
}

/** Fetches a neighbour's details, and its picture when it is one at hand. */
export async function preload(itemId: number): Promise<void> {
  const detail = await itemDetail(itemId);
  if (detail.shownAs !== 'image' || detail.offline) return;
  const image = new Image();
  image.src = mediaPath('photo', { itemId });
}
