import { expect, test } from 'vitest';
import { networkTypeOf, parseMountOutput, parseProcMounts } from './network-file-system.ts';

const procMounts = parseProcMounts(
  [
    'proc /proc proc rw,relatime 0 0',
    '/dev/sda2 / ext4 rw,relatime 0 0',
    '/dev/sdb1 /media/Photo\\040drive exfat rw 0 0',
    'nas:/export /mnt/nas nfs4 rw,vers=4.2 0 0',
    '//nas/share /mnt/share cifs rw 0 0',
    'me@host:/home /home/me/remote fuse.sshfs rw 0 0',
    '/dev/sdc1 /mnt/nas/local-disk btrfs rw 0 0',
    'overlay /mnt/over ext4 rw 0 0',
    'nas:/other /mnt/over nfs rw 0 0',
    'portal /run/user/1000/doc fuse.portal rw 0 0',
    '',
  ].join('\n'),
);

test.each([
  ['/home/me/library', undefined],
  ['/media/Photo drive/library', undefined],
  ['/mnt/nas', 'nfs4'],
  ['/mnt/nas/photos/library', 'nfs4'],
  ['/mnt/nas-2/library', undefined],
  ['/mnt/share/library', 'cifs'],
  ['/home/me/remote/library', 'fuse.sshfs'],
  // A local disk below a network mount, and a network drive over a local folder.
  ['/mnt/nas/local-disk/library', undefined],
  ['/mnt/over/library', 'nfs'],
  ['/run/user/1000/doc/library', undefined],
])('Linux: %s lies on %s', (path, type) => {
  expect(networkTypeOf(path, procMounts)).toBe(type);
});

const macMounts = parseMountOutput(
  [
    '/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)',
    '//me@nas._smb._tcp.local/Photos on /Volumes/My Photos (smbfs, nodev, nosuid, mounted by me)',
    '/dev/disk4s1 on /Volumes/Stick (1) (exfat, local, nodev)',
    '',
  ].join('\n'),
);

test.each([
  ['/Users/me/library', undefined],
  ['/Volumes/My Photos/library', 'smbfs'],
  ['/Volumes/Stick (1)/library', undefined],
])('macOS: %s lies on %s', (path, type) => {
  expect(networkTypeOf(path, macMounts)).toBe(type);
});
