/** One digest of files and folders: their names and their contents. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** `paths` are relative to `folder`; one that is not there counts as empty. Hexadecimal. */
export function digestOf(folder, paths) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap((one) => filesUnder(folder, one))) {
    const content = readFileSync(join(folder, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function filesUnder(folder, path) {
  const full = join(folder, path);
  if (!existsSync(full)) return [];
  if (statSync(full).isFile()) return [path];
  return readdirSync(full)
    .sort()
    .flatMap((name) => filesUnder(folder, join(path, name)));
}
