/** SQLite's WAL needs shared memory between processes, which no network file system gives. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { messages } from '../contract/messages/index.ts';
import { LibraryError } from './errors.ts';
import { isWithin } from './path-range.ts';

const networkTypes = new Set([
  'nfs',
  'nfs4',
  'cifs',
  'smb3',
  'smbfs',
  'smb2',
  'ncpfs',
  'afs',
  'afpfs',
  'webdav',
  'davfs',
  'ceph',
  'glusterfs',
  'lustre',
  'beegfs',
  'gpfs',
  'ocfs2',
  'fuse.sshfs',
  'fuse.rclone',
  'fuse.davfs2',
  'fuse.glusterfs',
  'fuse.cephfs',
  'fuse.s3fs',
  'fuse.gvfsd-fuse',
  'fuse.curlftpfs',
  'fuse.smbnetfs',
  'osxfuse',
  'macfuse',
]);

export type Mount = { readonly path: string; readonly type: string };

/** Lines of Linux's /proc/mounts, in order; octal escapes in paths are undone. */
export function parseProcMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [, path, type] = line.split(' ');
    if (path === undefined || type === undefined) return [];
    const unescaped = path.replaceAll(/\\([0-7]{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
    return [{ path: unescaped, type }];
  });
}

/** Lines of macOS's `mount`: `//host/share on /Volumes/share (smbfs, nodev)`. */
export function parseMountOutput(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [, path, type] = /^.* on (\/.*) \(([^,)]+)/.exec(line) ?? [];
    return path === undefined || type === undefined ? [] : [{ path, type }];
  });
}

/** The network file system that `path` lies on, or undefined. Of equal mounts the last counts. */
export function networkTypeOf(path: string, mounts: readonly Mount[]): string | undefined {
  let nearest: Mount | undefined;
  for (const mount of mounts) {
    if (!isWithin(path, mount.path, '/')) continue;
    if (nearest === undefined || mount.path.length >= nearest.path.length) nearest = mount;
  }
  return nearest !== undefined && networkTypes.has(nearest.type) ? nearest.type : undefined;
}

/** Throws LibraryError `library-on-network`. `path` is real and exists. */
export function assertNotOnNetwork(path: string): void {
  const type = networkTypeHere(path);
  if (type === undefined) return;
  const text = messages.catalog.libraryOnNetwork(path, type);
  throw new LibraryError('library-on-network', path, text);
}

function networkTypeHere(path: string): string | undefined {
  switch (process.platform) {
    case 'linux':
      return networkTypeOf(path, parseProcMounts(readFileSync('/proc/self/mounts', 'utf8')));
    case 'darwin':
      return networkTypeOf(
        path,
        parseMountOutput(execFileSync('/sbin/mount', { encoding: 'utf8' })),
      );
    case 'win32':
      // A mapped drive's real path is its UNC path.
      return path.startsWith('\\\\') && !/^\\\\[?.]\\/.test(path) ? 'SMB' : undefined;
    default:
      return undefined;
  }
}
