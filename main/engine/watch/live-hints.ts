/**
 * Live hints that something changed below a folder. Hints only: a path that is named here has to
 * be looked at, and what is not named may have changed too (the system's queue can overflow in
 * silence), which is why folders are looked through from time to time as well.
 */
import { watchDirectories } from './directory-hints.ts';
import { watchRecursively } from './recursive-hints.ts';

export type LiveHints = {
  /**
   * A walk of `directory`, the folder itself or one below it, begins. It names each directory it comes
   * to before it lists what is in it, so that nothing falls between the list and the watch.
   */
  round(directory: string): WatchRound;
  /**
   * Directories that the system refused to watch, without those below them, and its code (`ENOSPC`,
   * `EMFILE`): they are to be looked through instead. The next round tries them again.
   */
  readonly refused: { readonly directories: readonly string[]; readonly code: string };
  /**
   * Only where directories that came with directories inside are not watched by themselves. Watch
   * anew; changes between the old watch and the new one go unnoticed: walk afterwards.
   * Rejects as `watchLive` does; then nothing is watched.
   */
  renew?(): Promise<void>;
  /** False when only walks are to be relied on. */
  readonly isComplete: boolean;
  /**
   * Resolves with whether the system let go of it. It does not where a watched directory was moved away
   * and then deleted, or its drive pulled out; then a watch of the same folder after it may miss changes.
   */
  close(): Promise<boolean>;
};

export type WatchRound = {
  enter(directory: string): void;
  /** The walk came to its end: directories that it did not come to are not there any more. */
  end(): void;
};

export type LiveHintsOptions = {
  readonly ignoredPaths: readonly string[];
  /** Absolute paths below the folder as given, in no order, collected over a moment. */
  readonly onPaths: (paths: readonly string[]) => void;
  /** Watching broke: look everything through. */
  readonly onLost: (error: Error) => void;
  readonly debounceMs?: number;
};

/**
 * On Linux a walk has to follow, whose rounds name what is to be watched. Elsewhere it rejects where the
 * system refuses to watch (a network drive).
 */
export function watchLive(folder: string, options: LiveHintsOptions): Promise<LiveHints> {
  if (process.platform === 'linux') return Promise.resolve(watchDirectories(folder, options));
  return watchRecursively(folder, options);
}
