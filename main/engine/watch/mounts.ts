/**
 * What is mounted where, and what tells one file system from another. A device number does not: a
 * drive that is plugged in again has another one, and another drive may have the same.
 */
import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isBelow } from './below.ts';

export type Mount = {
  readonly path: string;
  readonly type: string;
  /** `/dev/sdb1`, `server:/export`, `//server/share`, or just a name. */
  readonly source: string;
  /** Which directory of the file system is mounted; `/` mostly. */
  readonly root: string;
  /** `major:minor`; empty where the system does not tell. */
  readonly device: string;
};

/** Lines of Linux's /proc/self/mountinfo (proc_pid_mountinfo(5)), in order. */
export function parseMountInfo(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [own, other] = line.split(' - ');
    const [, , device, root, path] = own?.split(' ') ?? [];
    const [type, source] = other?.split(' ') ?? [];
    if (!device || !root || !path || !type || source === undefined) return [];
    return [
      { path: undoOctal(path), type, source: undoOctal(source), root: undoOctal(root), device },
    ];
  });
}

/** Lines of macOS's `mount`: `/dev/disk4s1 on /Volumes/USB (exfat, local, noowners)`. */
export function parseMountLines(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [, source, path, type] = /^(.*) on (\/.*) \(([^,)]+)/.exec(line) ?? [];
    if (source === undefined || path === undefined || type === undefined) return [];
    return [{ path, type, source, root: '/', device: '' }];
  });
}

/** Spaces and the like are octal in Linux's files. */
function undoOctal(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}

/** Empty where the system has no such list (Windows), or does not give it. */
export async function readMounts(): Promise<readonly Mount[]> {
  try {
    if (process.platform === 'linux') {
      return parseMountInfo(await readFile('/proc/self/mountinfo', 'utf8'));
    }
    if (process.platform === 'darwin') {
      return parseMountLines((await promisify(execFile)('/sbin/mount')).stdout);
    }
  } catch {
    // Then device numbers have to do.
  }
  return [];
}

/** The mount that a path lies on. Of equal ones the last counts: it hides the others. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  let nearest: Mount | undefined;
  for (const mount of mounts) {
    if (path !== mount.path && !isBelow(path, mount.path, '/')) continue;
    if (nearest === undefined || mount.path.length >= nearest.path.length) nearest = mount;
  }
  return nearest;
}

/** Paths below a folder at which something is mounted. */
export function mountPathsBelow(folder: string, mounts: readonly Mount[]): string[] {
  return [...new Set(mounts.map(({ path }) => path))].filter((path) => isBelow(path, folder, '/'));
}

/**
 * A name of the file system that `path` lies on, the same whenever it is mounted as far as the system
 * knows: by its UUID, or by the server and share. `device`: of the path, for systems that tell no more
 * (on Windows it is the volume's serial number).
 */
export async function fileSystemOf(
  path: string,
  device: bigint,
  mounts: readonly Mount[],
): Promise<string> {
  const mount = mountOf(path, mounts);
  if (mount === undefined || mount.device === '') return `device ${device}`;
  const { type, source, root } = mount;
  if (/^\/\/|^[^/]+:/.test(source)) return `${type} ${source} ${root}`;
  const uuid = await uuidOf(mount.device);
  if (uuid !== undefined) return `uuid ${uuid} ${root}`;
  // Without a name of its own it is told by when its root was made, where it knows that.
  const top = await stat(mount.path, { bigint: true }).catch(() => undefined);
  return `${type} ${source} ${mount.device} ${root} ${top?.birthtimeNs ?? 0n}`;
}

const uuidFolder = '/dev/disk/by-uuid';

/** As udev names the block devices; undefined in a container, or for what is no block device. */
async function uuidOf(device: string): Promise<string | undefined> {
  const names = await readdir(uuidFolder).catch(() => []);
  for (const name of names) {
    const found = await stat(join(uuidFolder, name), { bigint: true }).catch(() => undefined);
    if (found !== undefined && majorMinor(found.rdev) === device) return name;
  }
  return undefined;
}

/** Linux's encoding of device numbers (makedev(3)). */
export function majorMinor(rdev: bigint): string {
  const major = ((rdev >> 8n) & 0xfffn) | ((rdev >> 32n) & 0xfffff000n);
  const minor = (rdev & 0xffn) | ((rdev >> 12n) & 0xffffff00n);
  return `${major}:${minor}`;
}
