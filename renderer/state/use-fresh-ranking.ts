/**
 * While indexing goes on, the index epoch moves away under what is shown. The whole library is
 * refreshed about once a second; a ranked result only while nobody is in the middle of it, else
 * the page offers the new results.
 */
import { useEffect, useRef, useState } from 'react';

type FreshRankingOptions = {
  /** The engine's epoch and the shown ranking's; null while unknown. */
  readonly epoch: number | null;
  readonly shownEpoch: number | null;
  readonly ranked: boolean;
  readonly busy: boolean;
  readonly connection: 'connecting' | 'open' | 'lost';
  readonly isInUse: () => boolean;
  readonly refresh: () => void;
};

const allEveryMs = 1_000;
const rankedEveryMs = 2_000;

/** True while newer results wait to be asked for. */
export function useFreshRanking(options: FreshRankingOptions): boolean {
  const { epoch, shownEpoch, ranked, busy, connection } = options;
  const stale = epoch !== null && shownEpoch !== null && epoch > shownEpoch;
  const [offered, setOffered] = useState(false);
  const lastAt = useRef(0);
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });

  useEffect(() => {
    if (!stale) return setOffered(false);
    if (busy) return;
    const everyMs = ranked ? rankedEveryMs : allEveryMs;
    const waitMs = Math.max(0, everyMs - (performance.now() - lastAt.current));
    const timer = setTimeout(() => {
      if (ranked && latest.current.isInUse()) return setOffered(true);
      lastAt.current = performance.now();
      latest.current.refresh();
    }, waitMs);
    return () => clearTimeout(timer);
  }, [stale, busy, ranked]);

  // An engine that was away may have started anew: ask whatever the numbers say.
  const wasLost = useRef(false);
  useEffect(() => {
    if (connection === 'open' && wasLost.current) latest.current.refresh();
    wasLost.current = connection === 'lost' || (wasLost.current && connection !== 'open');
  }, [connection]);

  return offered && stale;
}
