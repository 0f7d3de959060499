/**
 * Live hints that something changed below a folder. Hints only: a path that is named here has to
 * be looked at, and what is not named may have changed too (the system's queue can overflow in
 * silence, and what is made in a new directory before it is watched goes unnoticed), which is why
 * folders are looked through from time to time as well.
 */
import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import watcher from '@parcel/watcher';

export type LiveHints = {
  /**
   * Watch anew, for directories that came with directories inside: the watcher notices the outer
   * one only. Changes between the old watch and the new one go unnoticed: walk afterwards.
   * Rejects as `watchLive` does; then nothing is watched.
   */
  renew(): Promise<void>;
  /** False when some directories may not be watched, and only walks are to be relied on. */
  readonly isComplete: boolean;
  /**
   * Resolves with whether the system let go of it. It does not where a watched directory was moved away
   * and then deleted, or its drive pulled out; then a watch of the same folder after it may miss changes.
   */
  close(): Promise<boolean>;
};

export type LiveHintsOptions = {
  readonly ignoredPaths: readonly string[];
  /** Absolute paths below the folder as given, in no order, collected over a moment. */
  readonly onPaths: (paths: readonly string[]) => void;
  /** Watching broke: look everything through. */
  readonly onLost: (error: Error) => void;
  readonly debounceMs?: number;
};

/** Rejects where the system refuses to watch (no more inotify watches, a network drive). */
export async function watchLive(folder: string, options: LiveHintsOptions): Promise<LiveHints> {
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
