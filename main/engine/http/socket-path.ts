/** Where an engine's socket lies: a short path (sockets allow about 100 bytes) of this user alone. */
import { createHash } from 'node:crypto';
import { lstat, mkdir } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** `sun_path` holds 104 bytes on macOS, 108 on Linux, with a closing zero. */
const longestPathBytes = 100;

/** Makes the folder. Rejects when somebody else could reach into it. */
export async function socketPathFor(libraryPath: string): Promise<string> {
  const name = createHash('sha256').update(libraryPath).digest('hex').slice(0, 16);
  const { uid, username } = userInfo();
  if (process.platform === 'win32') return `\\\\.\\pipe\\afterimage-${username}-${name}`;
  const folders = [process.env.XDG_RUNTIME_DIR, tmpdir(), '/tmp'];
  let failure: unknown;
  for (const folder of folders) {
    if (folder === undefined || folder === '') continue;
    const own = join(folder, `afterimage-${uid}`);
    const path = join(own, `${name}.sock`);
    if (Buffer.byteLength(path) > longestPathBytes) continue;
    try {
      await makePrivateFolder(own, uid);
      return path;
    } catch (error) {
      failure = error;
    }
  }
  throw failure ?? new Error(`no short folder for a socket in ${folders.join(', ')}`);
}

async function makePrivateFolder(folder: string, uid: number): Promise<void> {
  await mkdir(folder, { mode: 0o700 }).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const stats = await lstat(folder);
  if (!stats.isDirectory() || stats.uid !== uid || (stats.mode & 0o077) !== 0) {
    throw new Error(`${folder} is not a folder of this user alone (mode 0700)`);
  }
}
