import { stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import {
  fileSystemOf,
  type Mount,
  majorMinor,
  mountOf,
  mountPathsBelow,
  parseMountInfo,
  parseMountLines,
  readMounts,
} from './mounts.ts';

const linux = `22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
41 27 8:17 / /media/me/My\\040Photos rw,nosuid shared:311 - exfat /dev/sdb1 rw
42 27 8:17 /DCIM /mnt/card rw shared:311 master:2 - exfat /dev/sdb1 rw
43 27 0:52 / /mnt/nas rw - nfs4 nas.local:/photos rw,vers=4.2
44 27 0:53 / /mnt/share rw - cifs //nas/share rw
45 27 0:54 / /mnt/nas rw - tmpfs tmpfs rw
half a line
`;

test('lines of Linux: spaces in names, optional fields, a part that is mounted', () => {
  const mounts = parseMountInfo(linux);
  expect(mounts).toHaveLength(7);
  expect(mounts[2]).toEqual({
    path: '/media/me/My Photos',
    type: 'exfat',
    source: '/dev/sdb1',
    root: '/',
    device: '8:17',
  });
  expect(mounts[3]).toMatchObject({ path: '/mnt/card', root: '/DCIM', device: '8:17' });
});

test('lines of macOS', () => {
  const text = `/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
/dev/disk4s1 on /Volumes/My Photos (2) (exfat, local, nodev)
//me@nas/photos on /Volumes/photos (smbfs, nodev, nosuid)
map auto_home on /System/Volumes/Data/home (autofs, automounted)`;
  expect(parseMountLines(text).map(({ source, path, type }) => [source, path, type])).toEqual([
    ['/dev/disk3s1s1', '/', 'apfs'],
    ['/dev/disk4s1', '/Volumes/My Photos (2)', 'exfat'],
    ['//me@nas/photos', '/Volumes/photos', 'smbfs'],
    ['map auto_home', '/System/Volumes/Data/home', 'autofs'],
  ]);
});

test.each([
  ['/home/me', '/'],
  ['/media/me/My Photos', '/media/me/My Photos'],
  ['/media/me/My Photos/2020', '/media/me/My Photos'],
  ['/media/me/My Photos 2', '/'],
  ['/mnt/card/x', '/mnt/card'],
])('%s lies on what is mounted at %s', (path, expected) => {
  expect(mountOf(path, parseMountInfo(linux))?.path).toBe(expected);
});

test('what is mounted over something hides it', () => {
  expect(mountOf('/mnt/nas/a', parseMountInfo(linux))?.type).toBe('tmpfs');
});

test('mounts below a folder, each once', () => {
  const mounts = parseMountInfo(linux);
  expect(mountPathsBelow('/mnt', mounts)).toEqual(['/mnt/card', '/mnt/nas', '/mnt/share']);
  expect(mountPathsBelow('/mnt/nas', mounts)).toEqual([]);
});

const mount = (changes: Partial<Mount>): Mount[] => [
  { path: '/', type: 'ext4', source: '/dev/none', root: '/', device: '999999:1', ...changes },
];

test.each([
  [mount({ type: 'nfs4', source: 'nas.local:/photos' }), 'nfs4 nas.local:/photos /'],
  [mount({ type: 'cifs', source: '//nas/share' }), 'cifs //nas/share /'],
  [mount({ type: 'fuse.sshfs', source: 'me@host:/home' }), 'fuse.sshfs me@host:/home /'],
  [mount({ path: '/nowhere' }), 'ext4 /dev/none 999999:1 / 0'],
  [mount({ path: '/nowhere', root: '/part' }), 'ext4 /dev/none 999999:1 /part 0'],
  [mount({ device: '' }), 'device 7'],
  [[], 'device 7'],
])('%j is %s', async (mounts, expected) => {
  expect(await fileSystemOf('/nowhere/photos', 7n, mounts)).toBe(expected);
});

test.each([
  [0x0811n, '8:17'],
  [0xfe00n, '254:0'],
  [0x100000n + 0x0105n, '1:261'],
])('device number %s is %s', (rdev, expected) => {
  expect(majorMinor(rdev)).toBe(expected);
});

test.skipIf(process.platform !== 'linux')(
  'the mounts of this computer (left out elsewhere)',
  async () => {
    const mounts = await readMounts();
    expect(mountOf('/proc/self', mounts)).toMatchObject({ path: '/proc', type: 'proc' });
    const { dev } = await stat('/proc', { bigint: true });
    expect(mountOf('/proc', mounts)?.device).toBe(majorMinor(dev));
  },
);
