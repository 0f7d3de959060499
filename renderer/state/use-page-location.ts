/** The address as React state: Back and Forward walk through queries and open items. */
import { useCallback, useSyncExternalStore } from 'react';
import { decodeLocation, encodeLocation, type PageLocation, sameQuery } from './page-location.ts';
import { uploadedPicture } from './uploaded-pictures.ts';

type HistoryState = { readonly uploads: readonly string[]; readonly openedHere: boolean };

let current = read();
const listeners = new Set<() => void>();

function historyState(): HistoryState {
  const state = history.state as Partial<HistoryState> | null;
  // Dropped pictures are gone with the page that dropped them.
  const uploads = (state?.uploads ?? []).filter((id) => uploadedPicture(id) !== undefined);
  return { uploads, openedHere: state?.openedHere ?? false };
}

function read(): PageLocation {
  return decodeLocation(location.hash, historyState().uploads);
}

/** A query that stays the same stays the same object, so that nothing is asked twice. */
function changed(): void {
  const next = read();
  current = sameQuery(next.query, current.query) ? { ...next, query: current.query } : next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) addEventListener('popstate', changed);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) removeEventListener('popstate', changed);
  };
}

/** As it is now, which a page that has yet to render may not know. */
export function currentLocation(): PageLocation {
  return current;
}

export type Step = 'push' | 'replace';

export function goTo(next: PageLocation, step: Step): void {
  const hash = encodeLocation(next);
  const openedHere =
    isOver(next) && (step === 'push' ? !isOver(current) : historyState().openedHere);
  const state: HistoryState = { uploads: next.query.uploads, openedHere };
  const address = hash === '#' ? `${location.pathname}${location.search}` : hash;
  if (step === 'push') history.pushState(state, '', address);
  else history.replaceState(state, '', address);
  changed();
}

/** Something stands in front of what the query finds. */
function isOver({ open, view }: PageLocation): boolean {
  return open !== null || view !== undefined;
}

/** Closes the open item or page: goes back when it was opened from here, else just drops it. */
export function closeOpen(): void {
  if (historyState().openedHere) history.back();
  else goTo({ query: current.query, open: null }, 'replace');
}

export function usePageLocation(): {
  readonly location: PageLocation;
  readonly goTo: (next: PageLocation, step: Step) => void;
} {
  const location = useSyncExternalStore(subscribe, () => current);
  return { location, goTo: useCallback(goTo, []) };
}
