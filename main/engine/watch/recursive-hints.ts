/**
 * Live hints where the system watches a folder with all below it in one (macOS, Windows). On other
 * systems the library watches each directory by itself, and misses directories that come with
 * directories inside: then `renew` is needed.
 */
import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import watcher from '@parcel/watcher';
import type { LiveHints, LiveHintsOptions } from './live-hints.ts';

const noRefusals = { directories: [], code: '' };

/** Rejects where the system refuses to watch (no more inotify watches, a network drive). */
export async function watchRecursively(
  folder: string,
  options: LiveHintsOptions,
): Promise<LiveHints & Required<Pick<LiveHints, 'renew'>>> {
  const collected = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let generation = 0;
  let isComplete = true;
  // Some systems report true paths only: they are put back under the folder's own name.
  const trueFolder = await realpath(folder);

  const deliver = () => {
    timer = undefined;
    const paths = [...collected];
    collected.clear();
    if (!closed && paths.length > 0) options.onPaths(paths);
  };

  const subscribe = () => {
    generation += 1;
    // Subscriptions with the same options share their watches inside the library, stale ones
    // included: a path that never exists makes each subscription one of its own.
    const unique = join(folder, `.afterimage-${process.pid}-${generation}`);
    return watcher.subscribe(
      folder,
      (error, events) => {
        if (closed) return;
        if (error !== null) {
          options.onLost(error);
          return;
        }
        for (const event of events) collected.add(underFolder(event.path, trueFolder, folder));
        timer ??= setTimeout(deliver, options.debounceMs ?? 100);
      },
      literally([...options.ignoredPaths, unique]),
    );
  };

  let subscription = await subscribe();
  return {
    round: () => ({ enter() {}, end() {} }),
    refused: noRefusals,
    async renew() {
      if (closed) return;
      // The old one first: while it lives its idea of the directories is taken for the new one.
      await subscription.unsubscribe().catch(() => {
        isComplete = false;
      });
      if (closed) return;
      subscription = await subscribe();
      if (closed) await subscription.unsubscribe().catch(() => undefined);
    },
    get isComplete() {
      return isComplete;
    },
    async close() {
      if (closed) return true;
      closed = true;
      clearTimeout(timer);
      return subscription.unsubscribe().then(
        () => true,
        () => false,
      );
    },
  };
}

/**
 * What the watcher makes of its documented `ignore`, save that it would take a path with brackets
 * or braces in it for a pattern, with no way to escape them.
 */
function literally(ignorePaths: string[]): watcher.Options {
  return { ignorePaths } as watcher.Options;
}

export function underFolder(path: string, trueFolder: string, folder: string): string {
  if (trueFolder === folder) return path;
  if (path === trueFolder) return folder;
  return path.startsWith(trueFolder + sep) ? folder + path.slice(trueFolder.length) : path;
}
