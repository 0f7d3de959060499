/**
 * A video's clock. The original is sought by the browser; a rendition is a stream that begins at
 * the asked moment, so that its own time counts from there and a far jump asks for a new stream.
 */
import { type RefObject, useCallback, useEffect, useState } from 'react';
import { mediaPath } from '../../main/engine/contract/client.ts';
import type { ItemDetail } from '../../main/engine/contract/library.ts';

export type VideoClock = {
  readonly src: string;
  /** True time in the video. */
  readonly timeMs: number;
  readonly playing: boolean;
  readonly waiting: boolean;
  readonly failed: boolean;
  readonly seek: (timeMs: number) => void;
  readonly toggle: () => void;
};

export function useVideo(
  video: RefObject<HTMLVideoElement | null>,
  detail: ItemDetail,
  startMs: number,
): VideoClock {
  const rendition = detail.display === 'rendition';
  const [fromMs, setFromMs] = useState(rendition ? startMs : 0);
  const [timeMs, setTimeMs] = useState(startMs);
  const [flags, setFlags] = useState({ playing: false, waiting: true, failed: false });
  const [wanted, setWanted] = useState({ timeMs: startMs, playing: false });

  // A new source begins where it was asked to; the original is sought there first.
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    const onMetadata = (): void => {
      if (!rendition) element.currentTime = wanted.timeMs / 1000;
      if (wanted.playing) void element.play().catch(() => undefined);
    };
    const onTime = (): void => {
      if (element.readyState >= 1) setTimeMs(fromMs + element.currentTime * 1000);
    };
    const set = (change: Partial<typeof flags>) => (): void =>
      setFlags((before) => ({ ...before, ...change }));
    const listeners: Readonly<Record<string, () => void>> = {
      loadedmetadata: onMetadata,
      timeupdate: onTime,
      seeked: onTime,
      play: set({ playing: true }),
      pause: set({ playing: false }),
      ended: set({ playing: false }),
      waiting: set({ waiting: true }),
      loadeddata: set({ waiting: false }),
      playing: set({ waiting: false }),
      canplay: set({ waiting: false }),
      error: set({ failed: true, waiting: false }),
    };
    for (const [name, listener] of Object.entries(listeners)) {
      element.addEventListener(name, listener);
    }
    if (element.error !== null) set({ failed: true, waiting: false })();
    else if (element.readyState >= 1) onMetadata();
    return () => {
      for (const [name, listener] of Object.entries(listeners)) {
        element.removeEventListener(name, listener);
      }
    };
  }, [video, rendition, fromMs, wanted]);

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
      const inside = (next - fromMs) / 1000;
      if (rendition && !isBuffered(element, inside)) {
        setWanted({ timeMs: next, playing: !element.paused });
        setFlags((before) => ({ ...before, waiting: true }));
        setFromMs(Math.round(next));
      } else element.currentTime = inside;
    },
    [video, fromMs, rendition],
  );
  const toggle = useCallback((): void => {
    const element = video.current;
    if (element === null) return;
    if (element.paused) void element.play().catch(() => undefined);
    else element.pause();
  }, [video]);

  const { itemId } = detail;
  const src = mediaPath('video', rendition ? { itemId, fromMs } : { itemId });
  return { src, timeMs, ...flags, seek, toggle };
}

function isBuffered(element: HTMLVideoElement, seconds: number): boolean {
  const { buffered } = element;
  for (let index = 0; index < buffered.length; index += 1) {
    if (buffered.start(index) <= seconds && seconds < buffered.end(index)) return true;
  }
  return false;
}
