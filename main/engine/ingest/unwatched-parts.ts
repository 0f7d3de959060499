/** What of a folder no event tells of, so that it has to be looked through, and why. */
import { messages } from '../contract/messages/index.ts';
import { topmost } from '../watch/below.ts';
import { limitOf } from '../watch/inotify-limits.ts';
import type { LiveHints } from '../watch/live-hints.ts';
import { type Mount, mountOf, mountPathsBelow, readMounts } from '../watch/mounts.ts';
import { tellsNoEvents } from '../watch/tells-no-events.ts';

export type UnwatchedParts = {
  readonly directories: readonly string[];
  /** A sentence for a person; undefined where all is watched. */
  readonly why?: string;
};

export async function unwatchedParts(
  folder: string,
  hints: LiveHints | undefined,
): Promise<UnwatchedParts> {
  const remote = remoteParts(folder, await readMounts());
  const refused = hints?.refused.directories ?? [];
  const directories = topmost([...refused, ...remote.map(({ path }) => path)]);
  const [first] = remote;
  if (hints !== undefined && refused.length > 0) {
    const why = messages.ingest.watching.limited(await limitOf(hints.refused.code));
    return { directories, why };
  }
  if (first === undefined) return { directories };
  return { directories, why: messages.ingest.watching.remote(first.path, first.type) };
}

/** The folder itself, or drives mounted below it, on which others change files that nobody hears of. */
export function remoteParts(folder: string, mounts: readonly Mount[]): readonly Mount[] {
  const own = mountOf(folder, mounts);
  if (own !== undefined && tellsNoEvents(own.type)) return [{ ...own, path: folder }];
  return mountPathsBelow(folder, mounts)
    .flatMap((path) => mountOf(path, mounts) ?? [])
    .filter(({ type }) => tellsNoEvents(type));
}
