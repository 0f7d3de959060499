/** The folders named on the command line → the library, by way of the engine. */
import type { Client } from '../engine/contract/client.ts';
import { EngineError } from '../engine/contract/errors.ts';

/** Resolves with a sentence for each folder that could not be added. */
export async function addFolders(client: Client, paths: readonly string[]): Promise<string[]> {
  const problems: string[] = [];
  for (const path of paths) {
    try {
      await client.call('addFolder', { path });
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      // A part of a watched folder is there already; that is what was asked for.
      if (error.code !== 'folder-refused') problems.push(error.message);
    }
  }
  return problems;
}

/** What a second start hands to the running one; it comes from another process. */
export function foldersOf(handedOver: unknown): readonly string[] {
  if (typeof handedOver !== 'object' || handedOver === null || !('folders' in handedOver)) {
    return [];
  }
  const { folders } = handedOver;
  return Array.isArray(folders) ? folders.filter((path) => typeof path === 'string') : [];
}
