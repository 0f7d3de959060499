/**
 * A video's clock. The original is sought by the browser. A rendition is a stream that nobody can
 * seek: it begins at a keyframe at or before the asked moment, so the player runs to the moment
 * unseen and unheard, and every jump asks for a new stream.
 *
 * Whether the video plays is what the person wants (`playing` below). While the picture is on its
 * way the element may run or stand for reasons of its own; once there, it does what is wanted, and
 * what happens to it (the end, a media key) is what is wanted from then on.
 */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { mediaPath } from '../../main/engine/contract/client.ts';
import type { ItemDetail } from '../../main/engine/contract/library.ts';
import { isAbort } from '../state/engine.ts';
import { approachRate, streamBaseMs } from './rendition-clock.ts';

export type VideoClock = {
  readonly src: string;
  /** True time in the video. */
  readonly timeMs: number;
  /** It plays, or will as soon as its picture is there. */
  readonly playing: boolean;
  /** The picture of the asked moment is not there yet. */
  readonly arriving: boolean;
  readonly failed: boolean;
  readonly seek: (timeMs: number) => void;
  readonly toggle: () => void;
};

export function useVideo(
  video: RefObject<HTMLVideoElement | null>,
  detail: ItemDetail,
  startMs: number,
  muted: boolean,
): VideoClock {
  const rendition = detail.display === 'rendition';
  const [wanted, setWanted] = useState({ timeMs: startMs });
  const [timeMs, setTimeMs] = useState(startMs);
  const [flags, setFlags] = useState({ playing: false, arriving: true, failed: false });
  const playing = useRef(false);
  const arrived = useRef(false);
  const sound = useRef(muted);
  const last = useRef<number | null>(null);
  useEffect(() => {
    sound.current = muted;
    // On its way a rendition stays silent; `arrive` gives it its sound.
    if (video.current !== null && arrived.current) video.current.muted = muted;
  }, [video, muted]);

  const change = useCallback(
    (next: Partial<typeof flags>): void => setFlags((before) => ({ ...before, ...next })),
    [],
  );
  const want = useCallback(
    (next: boolean): void => {
      playing.current = next;
      change({ playing: next });
    },
    [change],
  );
  const play = useCallback(
    (element: HTMLVideoElement): void => {
      element.play().catch((error: unknown) => {
        // Interrupted by a pause or a new stream: whoever did that says what is wanted.
        if (!isAbort(error)) want(false);
      });
    },
    [want],
  );

  // A layout effect: the listeners change in one go with the address of the stream.
  useLayoutEffect(() => {
    const element = video.current;
    if (element === null) return;
    let frame = 0;
    let left = false;
    arrived.current = false;
    change({ arriving: true });
    let baseMs = 0;
    const now = (): number => element.currentTime * 1000 + baseMs;
    const arrive = (): void => {
      arrived.current = true;
      if (element.ended) want(false);
      element.playbackRate = 1;
      // Paused first: a browser may refuse sound that nobody asked for, and complains.
      if (!playing.current) element.pause();
      element.muted = sound.current;
      if (playing.current) play(element);
      setTimeMs(now());
      change({ arriving: false });
    };
    const approach = (): void => {
      if (left) return;
      const rate = approachRate(wanted.timeMs - now());
      // Paused by the browser itself: what is there is shown.
      if (rate === 1 || element.ended || element.paused) arrive();
      else {
        element.playbackRate = rate;
        frame = requestAnimationFrame(approach);
      }
    };
    const start = (): void => {
      if (arrived.current || !rendition) return;
      // Not `buffered`: it may begin at 0 before a first frame at 12 s (Chromium 156).
      baseMs = streamBaseMs(wanted.timeMs, element.currentTime * 1000);
      element.muted = true;
      if (approachRate(wanted.timeMs - now()) === 1) arrive();
      else
        element.play().then(approach, (error: unknown) => {
          if (!left && !isAbort(error)) arrive();
        });
    };
    const follow = (): void => {
      if (arrived.current) want(!element.paused);
    };
    const find = (): void => {
      if (!rendition) element.currentTime = wanted.timeMs / 1000;
    };
    const listeners: Readonly<Record<string, () => void>> = {
      loadedmetadata: find,
      loadeddata: start,
      seeked: () => {
        if (arrived.current) setTimeMs(now());
        else if (!rendition) arrive();
      },
      timeupdate: () => {
        if (arrived.current) setTimeMs(now());
      },
      play: follow,
      pause: follow,
      ended: () => {
        if (arrived.current) want(false);
      },
      error: () => change({ failed: true, arriving: false }),
    };
    for (const [name, listener] of Object.entries(listeners)) {
      element.addEventListener(name, listener);
    }
    if (element.error !== null) change({ failed: true, arriving: false });
    else if (element.readyState >= 1) find();
    // The same moment once more: its address is the same, the stream must begin anew.
    if (rendition && last.current === wanted.timeMs) element.load();
    else if (element.readyState >= 2) start();
    last.current = wanted.timeMs;
    return () => {
      left = true;
      cancelAnimationFrame(frame);
      for (const [name, listener] of Object.entries(listeners)) {
        element.removeEventListener(name, listener);
      }
    };
  }, [video, rendition, wanted, change, want, play]);

  // A closed viewer must not keep the engine transcoding.
  useEffect(() => {
    const element = video.current;
    return () => {
      element?.removeAttribute('src');
      element?.load();
    };
  }, [video]);

  const seek = useCallback(
    (next: number): void => {
      const element = video.current;
      if (element === null) return;
      setTimeMs(next);
      // Before an original has its metadata, it cannot be sought either.
      if (rendition || element.readyState === 0) setWanted({ timeMs: Math.round(next) });
      else element.currentTime = next / 1000;
    },
    [video, rendition],
  );
  const toggle = useCallback((): void => {
    const element = video.current;
    if (element === null) return;
    want(!playing.current);
    if (!arrived.current) return;
    if (!playing.current) element.pause();
    else if (rendition && element.ended) setWanted({ timeMs: 0 });
    else play(element);
  }, [video, rendition, want, play]);

  const { itemId } = detail;
  const src = mediaPath('video', rendition ? { itemId, fromMs: wanted.timeMs } : { itemId });
  return { src, timeMs, ...flags, seek, toggle };
}
