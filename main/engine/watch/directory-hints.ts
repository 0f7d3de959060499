/**
 * Live hints on Linux, where the system watches directories one by one (inotify). They are watched as
 * a walk comes to them, so that starting costs no walk of its own, nothing is kept but the
 * directories, and where the system refuses one more, the others go on being watched.
 * `npm run -s measure -- watching` compares it with libraries.
 */
import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isBelow } from './below.ts';
import type { LiveHints, LiveHintsOptions } from './live-hints.ts';

/** No more watches, or no more instances of inotify, or no more file descriptors. */
const limits: ReadonlySet<string> = new Set(['ENOSPC', 'EMFILE', 'ENFILE']);

export function watchDirectories(folder: string, options: LiveHintsOptions): LiveHints {
  const watched = new Map<string, FSWatcher>();
  /** With the directories below them. */
  const refused = new Set<string>();
  const collected = new Set<string>();
  let refusal = '';
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const deliver = () => {
    timer = undefined;
    const paths = [...collected];
    collected.clear();
    if (!closed && paths.length > 0) options.onPaths(paths);
  };

  const isIgnored = (path: string) =>
    options.ignoredPaths.some((ignored) => path === ignored || isBelow(path, ignored));

  const drop = (directory: string) => {
    for (const [path, handle] of watched) {
      if (path !== directory && !isBelow(path, directory)) continue;
      watched.delete(path);
      handle.close();
    }
  };

  const hint = (directory: string, type: string, name: string | null) => {
    if (closed) return;
    const path = name === null ? directory : join(directory, name);
    // Also how a directory says that it was itself moved or removed.
    const isItself = name === basename(directory);
    if (type === 'rename' && isItself) drop(directory);
    // The watch goes along with a directory that moves: where it is now it is watched anew.
    else if (type === 'rename' && watched.has(path)) drop(path);
    if (isItself) collected.add(directory);
    if (!isIgnored(path)) collected.add(path);
    timer ??= setTimeout(deliver, options.debounceMs ?? 100);
  };

  const enter = (directory: string) => {
    if (closed || watched.has(directory)) return;
    if (refused.has(dirname(directory))) {
      refused.add(directory);
      return;
    }
    try {
      const handle = watch(directory, { persistent: false }, (type, name) =>
        hint(directory, type, name),
      );
      handle.on('error', options.onLost);
      watched.set(directory, handle);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      // Anything else the walk meets as well, and tells.
      if (!limits.has(code)) return;
      refusal = code;
      refused.add(directory);
    }
  };

  return {
    round(directory) {
      const entered = new Set<string>();
      for (const path of refused) {
        if (path === directory || isBelow(path, directory)) refused.delete(path);
      }
      return {
        enter(path) {
          entered.add(path);
          enter(path);
        },
        end() {
          for (const path of watched.keys()) {
            if (isBelow(path, directory) && !entered.has(path)) drop(path);
          }
        },
      };
    },
    get refused() {
      const directories = [...refused].filter((path) => !refused.has(dirname(path)));
      return { directories, code: refusal };
    },
    get isComplete() {
      // Not before a walk of the whole folder.
      return watched.has(folder);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      for (const handle of watched.values()) handle.close();
      watched.clear();
      return true;
    },
  };
}
