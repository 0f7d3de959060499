/** The engine's progress, live, and whether the engine is there at all. */
import { useEffect, useState } from 'react';
import type { Progress } from '../../main/engine/contract/library.ts';
import { engine } from './engine.ts';

export type EngineState = {
  readonly progress: Progress | null;
  readonly connection: 'connecting' | 'open' | 'lost';
};

const reconnectAfterMs = 2_000;

export function useProgress(): EngineState & { readonly receive: (progress: Progress) => void } {
  const [state, setState] = useState<EngineState>({ progress: null, connection: 'connecting' });
  useEffect(() => {
    const ending = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const listen = async (): Promise<void> => {
      try {
        for await (const progress of engine.progressEvents(ending.signal)) {
          setState({ progress, connection: 'open' });
        }
      } catch {
        // Whatever went wrong, the page says that it is cut off and tries again.
        setState((before) => ({ ...before, connection: 'lost' }));
        timer = setTimeout(listen, reconnectAfterMs);
      }
    };
    void listen();
    return () => {
      ending.abort();
      clearTimeout(timer);
    };
  }, []);
  return {
    ...state,
    receive: (progress) => setState((before) => ({ ...before, progress })),
  };
}
