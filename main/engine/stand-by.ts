/**
 * A long-running process (the desktop's engine, `serve`) beside others on the same library: it
 * owns the engine or, while another process does, stands by and takes over when that one ends.
 */
import type { EngineOptions } from './engine.ts';
import { engineGone, isGone, ownOrReachEngine, type ReachedEngine } from './reach-engine.ts';

/**
 * `onEngine` is called for each engine in turn, its own or another's. Resolves when `signal`
 * aborts or the own engine was asked to stop, with no child left.
 */
export async function standBy(
  options: EngineOptions,
  onEngine: (engine: ReachedEngine) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const engine = await ownOrReachEngine(options, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    if (engine === undefined) return;
    const { own, client } = engine;
    const end = () => void own?.close();
    signal.addEventListener('abort', end, { once: true });
    try {
      if (!signal.aborted) await onEngine(engine);
      if (signal.aborted) return;
      if (own !== undefined) return await own.closed;
      await engineGone(client, signal);
    } catch (error) {
      if (signal.aborted) return;
      // Another process's engine may end at any time; the next turn finds or makes a new one.
      if (own !== undefined || !isGone(error)) throw error;
    } finally {
      signal.removeEventListener('abort', end);
      await own?.close();
    }
  }
}
