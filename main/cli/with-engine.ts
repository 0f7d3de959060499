/** A command's way to the library: the engine that runs, or one of its own for the while. */
import { libraryExists } from '../engine/catalog/index.ts';
import type { Client } from '../engine/contract/client.ts';
import { messages } from '../engine/contract/messages/index.ts';
import { libraryLocation } from '../engine/library-location.ts';
import { isGone, ownOrReachEngine } from '../engine/reach-engine.ts';
import type { Context } from './context.ts';

export class NoLibraryError extends Error {
  constructor(path: string) {
    super(messages.cli.noLibrary(path));
    this.name = 'NoLibraryError';
  }
}

/**
 * Rejects with NoLibraryError where there is none and `mayCreate` does not say so. Work that
 * another process's engine could not finish, because it ended, is done again by another.
 */
export async function withEngine<Result>(
  context: Context,
  library: { readonly given: string | undefined; readonly mayCreate: boolean },
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const { signal, say } = context;
  const libraryPath = libraryLocation(library.given, context.environment);
  if (!library.mayCreate && !libraryExists(libraryPath)) throw new NoLibraryError(libraryPath);
  for (;;) {
    signal.throwIfAborted();
    const { client, own } = await ownOrReachEngine({ libraryPath, log: say, watch: false }, signal);
    try {
      return await work(client);
    } catch (error) {
      if (own !== undefined || !isGone(error)) throw error;
      say(messages.cli.ownerGone());
    } finally {
      await own?.close();
    }
  }
}
