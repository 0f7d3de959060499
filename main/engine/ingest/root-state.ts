/**
 * Whether a watched folder can be reached now. An unplugged drive must not look like a folder
 * whose files were all deleted. Decided conservatively:
 * - missing, unreadable or no directory: offline;
 * - empty where the catalogue knows files, on another device than before: an unmounted mount
 *   point, offline. On the same device it was emptied by somebody, and its files have left.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export type RootState =
  | { readonly reachable: false }
  | { readonly reachable: true; readonly device: string; readonly inode: string };

export type RememberedDevices = {
  get(folder: string): string | undefined;
  set(folder: string, device: string): void;
};

/** `knowsFiles`: whether the catalogue has files under this folder. */
export async function rootState(
  folder: string,
  knowsFiles: () => boolean,
  devices: RememberedDevices,
): Promise<RootState> {
  try {
    const { dev, ino } = await stat(folder, { bigint: true });
    const state = { reachable: true, device: `${dev}`, inode: `${ino}` } as const;
    const isElsewhere = devices.get(folder) !== state.device;
    if (isElsewhere && (await isEmpty(folder)) && knowsFiles()) return { reachable: false };
    devices.set(folder, state.device);
    return state;
  } catch {
    return { reachable: false };
  }
}

export function isSameRoot(one: RootState, other: RootState): boolean {
  if (!one.reachable || !other.reachable) return one.reachable === other.reachable;
  return one.device === other.device && one.inode === other.inode;
}

async function isEmpty(folder: string): Promise<boolean> {
  const directory = await opendir(folder);
  try {
    return (await directory.read()) === null;
  } finally {
    await directory.close();
  }
}

/**
 * Device ids of the folders, kept in a small file beside the catalogue. It is a memory aid: when
 * it is lost or cannot be written, an empty folder counts as offline until it has a file again.
 */
export function rememberDevices(libraryPath: string): RememberedDevices {
  const path = join(libraryPath, 'folder-devices.json');
  let devices: Record<string, string> = {};
  try {
    devices = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
  } catch {
    // Not there yet, or not readable: see above.
  }
  return {
    get: (folder) => devices[folder],
    set(folder, device) {
      if (devices[folder] === device) return;
      devices = { ...devices, [folder]: device };
      try {
        writeFileSync(`${path}.new`, JSON.stringify(devices, null, 2));
        renameSync(`${path}.new`, path);
      } catch {
        // See above.
      }
    },
  };
}
