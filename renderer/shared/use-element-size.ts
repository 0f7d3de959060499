import { type RefObject, useLayoutEffect, useState } from 'react';

/** The inner size of an element in pixels, kept up to date; zero before the first layout. */
export function useElementSize(element: RefObject<HTMLElement | null>): {
  readonly width: number;
  readonly height: number;
  /** Width that a classic scroll bar takes. */
  readonly scrollBar: number;
} {
  const [size, setSize] = useState({ width: 0, height: 0, scrollBar: 0 });
  useLayoutEffect(() => {
    const box = element.current;
    if (box === null) return;
    const measure = (): void => {
      const next = {
        width: box.clientWidth,
        height: box.clientHeight,
        scrollBar: box.offsetWidth - box.clientWidth,
      };
      setSize((before) =>
        before.width === next.width && before.height === next.height ? before : next,
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
