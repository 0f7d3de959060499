import { useCallback, useEffect, useState } from 'react';
import { sentenceOf } from '../state/engine.ts';

export type Loaded<Value> = {
  readonly value: Value | null;
  readonly error: string | null;
  readonly reload: () => void;
};

/**
 * Loads when `load` changes (keep it stable with useCallback). An answer that comes late is
 * dropped; a failure leaves the last value beside its error.
 */
export function useLoaded<Value>(load: (signal: AbortSignal) => Promise<Value>): Loaded<Value> {
  const [state, setState] = useState<{ value: Value | null; error: string | null }>({
    value: null,
    error: null,
  });
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` asks for a reload.
  useEffect(() => {
    const controller = new AbortController();
    load(controller.signal)
      .then((value) => {
        if (!controller.signal.aborted) setState({ value, error: null });
      })
      .catch((error: unknown) => {
        if (!controller.signal.aborted)
          setState((before) => ({ ...before, error: sentenceOf(error) }));
      });
    return () => controller.abort();
  }, [load, turn]);
  return { ...state, reload: useCallback(() => setTurn((before) => before + 1), []) };
}
