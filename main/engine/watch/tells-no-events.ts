/** File systems whose files others change without this computer hearing of it. */
const types: ReadonlySet<string> = new Set([
  ...['nfs', 'nfs4', 'cifs', 'smb2', 'smb3', 'smbfs', 'ncpfs', 'afs', 'afpfs', 'webdav', 'davfs'],
  ...['ceph', 'glusterfs', 'lustre', 'beegfs', 'gpfs', 'ocfs2', 'gfs2', 'coda'],
  // Folders that a virtual machine shares with its host.
  ...['9p', 'virtiofs', 'vboxsf', 'vmhgfs', 'prl_fs', 'drvfs'],
  ...['osxfuse', 'macfuse', 'macfuse_fs'],
]);
/** Programs whose files lie on this computer: what changes them goes through the kernel. */
const local: ReadonlySet<string> = new Set([
  ...['fuse.ntfs', 'fuse.ntfs-3g', 'fuse.exfat', 'fuse.bindfs', 'fuse.mergerfs', 'fuse.unionfs'],
  ...['fuse.encfs', 'fuse.gocryptfs', 'fuse.cryfs', 'fuse.securefs', 'fuse.portal'],
]);

/** `type`: as in the list of mounts (`nfs4`, `fuse.sshfs`). Of programs that are not known it is assumed. */
export function tellsNoEvents(type: string): boolean {
  if (local.has(type)) return false;
  return types.has(type) || type.startsWith('fuse.');
}
