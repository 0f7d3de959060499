/** Binds the scroll map to an element: one offset in grid pixels, whatever the browser allows. */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { isMapped, type ScrollExtent, scrolled, toScrollTop } from './scroll-map.ts';

export type MappedScroll = {
  /** Rows stand at their grid position minus this. */
  readonly shift: number;
  /** Scrolling too fast for pictures to be worth asking for. */
  readonly fast: boolean;
  readonly offset: () => number;
  readonly scrollTo: (offset: number) => void;
  /** The virtualiser's listener; it is told every new offset. */
  readonly observe: (listener: OffsetListener) => () => void;
};
type OffsetListener = (offset: number, isScrolling: boolean) => void;

const restAfterMs = 120;
/** Windows a second above which pictures wait. */
const fastScreensPerSecond = 12;

export function useMappedScroll(
  element: RefObject<HTMLElement | null>,
  extent: ScrollExtent,
): MappedScroll {
  const [shift, setShift] = useState(0);
  const [fast, setFast] = useState(false);
  const place = useRef({ scrollTop: 0, offset: 0, at: 0 });
  const latest = useRef(extent);
  const listener = useRef<OffsetListener | null>(null);
  useLayoutEffect(() => {
    latest.current = extent;
  });

  const settle = useCallback(
    (offset: number): void => {
      const box = element.current;
      if (box === null) return;
      const reach = Math.max(0, latest.current.totalPx - latest.current.viewportPx);
      const next = Math.max(0, Math.min(reach, offset));
      box.scrollTop = toScrollTop(next, latest.current);
      place.current = { ...place.current, scrollTop: box.scrollTop, offset: next };
      setShift(isMapped(latest.current) ? next - box.scrollTop : 0);
      listener.current?.(next, false);
    },
    [element],
  );

  useEffect(() => {
    const box = element.current;
    if (box === null) return;
    let resting: ReturnType<typeof setTimeout> | undefined;
    const onScroll = (): void => {
      const before = place.current;
      const offset = scrolled(before, box.scrollTop, latest.current);
      const now = performance.now();
      const screens = Math.abs(offset - before.offset) / Math.max(1, latest.current.viewportPx);
      const hurried = screens / Math.max(0.008, (now - before.at) / 1000) > fastScreensPerSecond;
      place.current = { scrollTop: box.scrollTop, offset, at: now };
      const mapped = isMapped(latest.current);
      flushSync(() => {
        setShift(mapped ? offset - box.scrollTop : 0);
        if (hurried && screens > 1) setFast(true);
      });
      listener.current?.(offset, true);
      clearTimeout(resting);
      resting = setTimeout(() => {
        setFast(false);
        if (mapped) settle(place.current.offset);
      }, restAfterMs);
    };
    box.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      box.removeEventListener('scroll', onScroll);
      clearTimeout(resting);
    };
  }, [element, settle]);

  return {
    shift,
    fast,
    offset: useCallback(() => place.current.offset, []),
    scrollTo: settle,
    observe: useCallback((next: OffsetListener) => {
      listener.current = next;
      next(place.current.offset, false);
      return () => {
        listener.current = null;
      };
    }, []),
  };
}
