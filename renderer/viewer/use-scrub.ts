/**
 * The slider's thumb, which follows the hand at once. A video that can be sought follows as well; a
 * rendition only when the hand rests or lets go, since every jump begins a new stream.
 */
import { useCallback, useEffect, useRef, useState } from 'react';

const restMs = 150;

export type Scrub = {
  /** Where the hand holds the thumb; null while it does not. */
  readonly heldMs: number | null;
  readonly move: (timeMs: number) => void;
  readonly release: () => void;
  /** Any other jump: it wins over a thumb that is still held. */
  readonly jump: (timeMs: number) => void;
};

export function useScrub(seek: (timeMs: number) => void, waits: boolean): Scrub {
  const [heldMs, setHeld] = useState<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const jump = useCallback(
    (timeMs: number): void => {
      clearTimeout(timer.current);
      setHeld(null);
      seek(timeMs);
    },
    [seek],
  );
  const move = (timeMs: number): void => {
    if (!waits) {
      jump(timeMs);
      return;
    }
    clearTimeout(timer.current);
    setHeld(timeMs);
    timer.current = setTimeout(jump, restMs, timeMs);
  };
  const release = (): void => {
    if (heldMs !== null) jump(heldMs);
  };
  return { heldMs, move, release, jump };
}
