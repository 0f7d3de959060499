/**
 * Whether a watched folder, or a drive that is mounted below one, can be reached now. An unplugged
 * drive must not look like a folder whose files were all deleted. Decided conservatively: what is
 * missing, unreadable or no directory is away; and so is what is there, but
 * - on another file system than before, or on one nobody remembers, where none of the known files is: the mount point of a drive
 *   that is not there, or another drive in its place;
 * - empty, and not the directory that it was: that was moved away.
 * A directory that stayed the same one and lost its files was emptied by somebody.
 */
import { opendir, stat } from 'node:fs/promises';
import type { KnownPlace } from '../catalog/types.ts';
import { fileSystemOf, type Mount } from '../watch/mounts.ts';

export type PlaceState =
  | { readonly reachable: false }
  | ({ readonly reachable: true } & KnownPlace);

export type PlaceEvidence = {
  /** As it was when it was there last; undefined where nobody has looked yet. */
  readonly known: KnownPlace | undefined;
  /** Whether the catalogue has files there. */
  readonly knowsFiles: () => boolean;
  /** Whether some of them are there now, by size and time. */
  readonly someAreThere: () => Promise<boolean>;
};

export async function placeState(
  path: string,
  { known, knowsFiles, someAreThere }: PlaceEvidence,
  mounts: readonly Mount[],
): Promise<PlaceState> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    const fileSystem = await fileSystemOf(path, dev, mounts);
    const state = { reachable: true, fileSystem, inode: `${ino}` } as const;
    if (known !== undefined && isSamePlace(state, { reachable: true, ...known })) return state;
    // Also that it can be read.
    const empty = await isEmpty(path);
    if (!knowsFiles() || (!empty && (await someAreThere()))) return state;
    const isElsewhere = known?.fileSystem !== fileSystem;
    return isElsewhere || empty ? { reachable: false } : state;
  } catch {
    return { reachable: false };
  }
}

export function isSamePlace(one: PlaceState, other: PlaceState): boolean {
  if (!one.reachable || !other.reachable) return one.reachable === other.reachable;
  return one.fileSystem === other.fileSystem && one.inode === other.inode;
}

async function isEmpty(folder: string): Promise<boolean> {
  const directory = await opendir(folder);
  try {
    return (await directory.read()) === null;
  } finally {
    await directory.close();
  }
}
