/**
 * A video's clock. The original is sought by the browser. A rendition is a stream that nobody can
 * seek: it begins at a keyframe at or before the asked moment, so the player runs to the moment
 * unseen and unheard, and every jump asks for a new stream.
 */
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { mediaPath } from '../../main/engine/contract/client.ts';
import type { ItemDetail } from '../../main/engine/contract/library.ts';
import { approachRate, streamBaseMs } from './rendition-clock.ts';

export type VideoClock = {
  readonly src: string;
  /** True time in the video. */
  readonly timeMs: number;
  readonly playing: boolean;
  /** The picture of the asked moment is not there yet. */
  readonly arriving: boolean;
  readonly failed: boolean;
  readonly seek: (timeMs: number) => void;
  readonly toggle: () => void;
};

type Wanted = { readonly timeMs: number; readonly playing: boolean };

export function useVideo(
  video: RefObject<HTMLVideoElement | null>,
  detail: ItemDetail,
  startMs: number,
  muted: boolean,
): VideoClock {
  const rendition = detail.display === 'rendition';
  const [wanted, setWanted] = useState<Wanted>({ timeMs: startMs, playing: false });
  const [timeMs, setTimeMs] = useState(startMs);
  const [flags, setFlags] = useState({ playing: false, arriving: true, failed: false });
  const sound = useRef(muted);
  const last = useRef<number | null>(null);
  useEffect(() => {
    sound.current = muted;
    if (video.current !== null) video.current.muted = muted;
  }, [video, muted]);

  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    const change = (next: Partial<typeof flags>): void =>
      setFlags((before) => ({ ...before, ...next }));
    let frame = 0;
    let arrived = false;
    const now = (): number => {
      const firstMs = element.buffered.length > 0 ? element.buffered.start(0) * 1000 : 0;
      return element.currentTime * 1000 + (rendition ? streamBaseMs(wanted.timeMs, firstMs) : 0);
    };
    const arrive = (): void => {
      arrived = true;
      element.playbackRate = 1;
      // Paused first: a browser may refuse sound that nobody asked for, and complains.
      if (!wanted.playing) element.pause();
      element.muted = sound.current;
      if (wanted.playing) void element.play().catch(() => undefined);
      setTimeMs(now());
      change({ arriving: false, playing: wanted.playing });
    };
    const approach = (): void => {
      const rate = approachRate(wanted.timeMs - now());
      if (rate === 1 || element.ended) arrive();
      else {
        element.playbackRate = rate;
        frame = requestAnimationFrame(approach);
      }
    };
    const start = (): void => {
      if (arrived || !rendition) return;
      element.muted = true;
      if (approachRate(wanted.timeMs - now()) === 1) arrive();
      else void element.play().then(approach, arrive);
    };
    const find = (): void => {
      if (!rendition) element.currentTime = wanted.timeMs / 1000;
    };
    const listeners: Readonly<Record<string, () => void>> = {
      loadedmetadata: find,
      loadeddata: start,
      seeked: () => {
        if (!rendition && !arrived) arrive();
        else setTimeMs(now());
      },
      timeupdate: () => {
        if (arrived) setTimeMs(now());
      },
      play: () => {
        if (arrived) change({ playing: true });
      },
      pause: () => {
        if (arrived) change({ playing: false });
      },
      ended: () => change({ playing: false }),
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
      cancelAnimationFrame(frame);
      for (const [name, listener] of Object.entries(listeners)) {
        element.removeEventListener(name, listener);
      }
    };
  }, [video, rendition, wanted]);

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
      if (!rendition) {
        element.currentTime = next / 1000;
        return;
      }
      setFlags((before) => ({ ...before, arriving: true }));
      setWanted({ timeMs: Math.round(next), playing: !element.paused });
    },
    [video, rendition],
  );
  const toggle = useCallback((): void => {
    const element = video.current;
    if (element === null) return;
    if (rendition && element.ended) setWanted({ timeMs: 0, playing: true });
    else if (element.paused) void element.play().catch(() => undefined);
    else element.pause();
  }, [video, rendition]);

  const { itemId } = detail;
  const src = mediaPath('video', rendition ? { itemId, fromMs: wanted.timeMs } : { itemId });
  return { src, timeMs, ...flags, seek, toggle };
}
