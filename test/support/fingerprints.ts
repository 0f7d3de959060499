/** What must not change about a person's files: their bytes and their times. */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Digest and time of every ordinary file below a folder, by path. */
export async function fingerprints(folder: string): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const digest = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    all.set(path, `${digest} ${(await stat(path, { bigint: true })).mtimeNs}`);
  }
  return all;
}
