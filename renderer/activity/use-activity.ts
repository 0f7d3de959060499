/** The engine's activity, kept up to date: asked again when progress moved, calmly. */
import { useEffect, useRef } from 'react';
import type { Activity } from '../../main/engine/contract/activity.ts';
import type { Progress } from '../../main/engine/contract/library.ts';
import { type Loaded, useLoaded } from '../shared/use-loaded.ts';
import { engine } from '../state/engine.ts';

const calmMs = 1_000;
const load = (signal: AbortSignal) => engine.call('activity', {}, { signal });

export function useActivity(progress: Progress | null): Loaded<Activity> {
  const activity = useLoaded(load);
  const { reload } = activity;
  const askedMs = useRef(performance.now());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each report is a reason to ask.
  useEffect(() => {
    timer.current ??= setTimeout(
      () => {
        timer.current = undefined;
        askedMs.current = performance.now();
        reload();
      },
      Math.max(0, askedMs.current + calmMs - performance.now()),
    );
  }, [progress, reload]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return activity;
}
