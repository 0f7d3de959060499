/** Finding the engine that owns a library. */
import { setTimeout as sleep } from 'node:timers/promises';
import { LibraryError, LibraryInUseError, readEngineAddress } from './catalog/index.ts';
import { type Client, createClient } from './contract/client.ts';
import { EngineError } from './contract/errors.ts';
import { messages } from './contract/messages/index.ts';
import { type Engine, type EngineOptions, startEngine } from './engine.ts';
import { socketTransport } from './http/index.ts';

/** Between two looks for the winner's socket. */
const lookAgainMs = 100;
const longestWaitMs = 10_000;

export type ReachedEngine = {
  readonly client: Client;
  readonly socketPath: string;
  /** The engine, where it was started here; undefined where another process owns it. */
  readonly own: Engine | undefined;
};

/**
 * Own the library, or reach the engine that does. Of two that start at once one loses, and waits
 * up to 10 seconds for the winner's socket. Rejects with LibraryError, e.g. in use by an engine
 * that does not answer within 10 seconds, and with the signal's reason.
 */
export async function ownOrReachEngine(
  options: EngineOptions,
  signal: AbortSignal,
): Promise<ReachedEngine> {
  const deadlineMs = performance.now() + longestWaitMs;
  for (;;) {
    try {
      const own = await startEngine(options);
      return { client: clientOf(own.socketPath), socketPath: own.socketPath, own };
    } catch (error) {
      if (!(error instanceof LibraryInUseError)) throw error;
      const reached = await reachRunning(options.libraryPath, signal);
      if (reached !== undefined) return reached;
      if (performance.now() > deadlineMs) throw error;
    }
    await sleep(lookAgainMs, undefined, { signal });
  }
}

async function reachRunning(
  libraryPath: string,
  signal: AbortSignal,
): Promise<ReachedEngine | undefined> {
  const address = readEngineAddress(libraryPath);
  if (address === undefined) return undefined;
  const client = clientOf(address.socket);
  // A stopped process, or one too busy to answer, still takes connections.
  const patience = AbortSignal.timeout(longestWaitMs);
  try {
    await client.call('progress', {}, { signal: AbortSignal.any([signal, patience]) });
    return { client, socketPath: address.socket, own: undefined };
  } catch (error) {
    if (isGone(error)) return undefined;
    if (patience.aborted && !signal.aborted) {
      const message = messages.http.silent(libraryPath, address.pid, longestWaitMs / 1000);
      throw new LibraryError('library-in-use', libraryPath, message, error);
    }
    throw error;
  }
}

/** Whether another engine has to be asked: this one has gone, or is about to. */
export function isGone(error: unknown): boolean {
  return error instanceof EngineError && ['unreachable', 'stopping'].includes(error.code);
}

/** Resolves when the engine has gone away, or when the signal aborts. */
export async function engineGone(client: Client, signal: AbortSignal): Promise<void> {
  try {
    for await (const _ of client.progressEvents(signal));
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
  }
}

function clientOf(socketPath: string): Client {
  return createClient(socketTransport(socketPath));
}
