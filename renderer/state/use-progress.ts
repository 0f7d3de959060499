/** The engine's progress, live, and whether the engine is there at all. */
import { useEffect, useState } from 'react';
import type { Progress } from '../../main/engine/contract/library.ts';

export type EngineState = {
  readonly progress: Progress | null;
  readonly connection: 'connecting' | 'open' | 'lost';
};

const reopenAfterMs = 2_000;

/** EventSource reconnects by itself, except after an error answer: then this opens a new one. */
export function useProgress(): EngineState & { readonly receive: (progress: Progress) => void } {
  const [state, setState] = useState<EngineState>({ progress: null, connection: 'connecting' });
  useEffect(() => {
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const open = (): void => {
      source = new EventSource('/api/events');
      source.addEventListener('open', () => {
        setState((before) => ({ ...before, connection: 'open' }));
      });
      source.addEventListener('progress', (event: MessageEvent<string>) => {
        setState({ progress: JSON.parse(event.data) as Progress, connection: 'open' });
      });
      source.addEventListener('error', () => {
        setState((before) => ({ ...before, connection: 'lost' }));
        if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, reopenAfterMs);
      });
    };
    open();
    return () => {
      source?.close();
      clearTimeout(timer);
    };
  }, []);
  return {
    ...state,
    receive: (progress) => setState((before) => ({ ...before, progress })),
  };
}
