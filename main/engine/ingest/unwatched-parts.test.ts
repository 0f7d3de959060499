/** Which drives tell of no changes, by the list of mounts. */
import { expect, test } from 'vitest';
import type { Mount } from '../watch/mounts.ts';
import { remoteParts } from './unwatched-parts.ts';

const mount = (path: string, type: string): Mount => ({
  path,
  type,
  source: 'some',
  root: '/',
  device: '0:1',
});

test.each([
  ['a disk', [mount('/', 'ext4')], []],
  ['a share around it', [mount('/', 'ext4'), mount('/home', 'nfs4')], ['/home/photos']],
  ['a share that is it', [mount('/', 'ext4'), mount('/home/photos', 'cifs')], ['/home/photos']],
  ['a share below', [mount('/', 'ext4'), mount('/home/photos/nas', 'smb3')], ['/home/photos/nas']],
  ['a program of this computer', [mount('/', 'ext4'), mount('/home', 'fuse.mergerfs')], []],
  ['a program nobody knows', [mount('/', 'ext4'), mount('/home', 'fuse.x')], ['/home/photos']],
  ['a disk on a share', [mount('/home', 'nfs'), mount('/home/photos', 'ext4')], []],
  ['a share beside it', [mount('/', 'ext4'), mount('/home/photos2', 'nfs')], []],
])('%s', (_, mounts, parts) => {
  expect(remoteParts('/home/photos', mounts).map(({ path }) => path)).toEqual(parts);
});
