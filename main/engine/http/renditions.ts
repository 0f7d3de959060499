/**
 * Photos that a browser cannot show, rendered once and kept on disk under a size limit; what was
 * not shown for longest goes first. A lost or half-written file costs one more rendering.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type Renditions = {
  /** The WebP of this key, rendered at most once at a time. */
  get(key: string, render: () => Promise<Uint8Array>): Promise<Uint8Array>;
};

export function createRenditions(folder: string, limitBytes: number): Renditions {
  const running = new Map<string, Promise<Uint8Array>>();
  let keptBytes: number | undefined;

  async function make(path: string, render: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const kept = await readFile(path).catch(() => undefined);
    if (kept !== undefined && kept.length > 0) {
      const now = new Date();
      await utimes(path, now, now).catch(() => undefined);
      return kept;
    }
    const bytes = await render();
    await keep(path, bytes);
    return bytes;
  }

  async function keep(path: string, bytes: Uint8Array): Promise<void> {
    await mkdir(folder, { recursive: true });
    const half = `${path}.${randomUUID()}.half`;
    try {
      await writeFile(half, bytes);
      await rename(half, path);
    } catch {
      // A full disk costs the cache, never the picture.
      await rm(half, { force: true });
      return;
    }
    keptBytes = (keptBytes ?? (await folderBytes(folder)) - bytes.length) + bytes.length;
    if (keptBytes > limitBytes) keptBytes = await evict(folder, limitBytes * 0.9);
  }

  return {
    async get(key, render) {
      const path = join(folder, `${createHash('sha256').update(key).digest('hex')}.webp`);
      const promise = running.get(path) ?? make(path, render);
      running.set(path, promise);
      try {
        return await promise;
      } finally {
        running.delete(path);
      }
    },
  };
}

type Kept = { readonly path: string; readonly sizeBytes: number; readonly usedMs: number };

async function keptFiles(folder: string): Promise<Kept[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const stats = await stat(path).catch(() => undefined);
      return stats === undefined ? [] : [{ path, sizeBytes: stats.size, usedMs: stats.mtimeMs }];
    }),
  );
  return found.flat();
}

async function folderBytes(folder: string): Promise<number> {
  return (await keptFiles(folder)).reduce((sum, file) => sum + file.sizeBytes, 0);
}

/** Delete the longest unused until `targetBytes` are left. Returns what is left. */
async function evict(folder: string, targetBytes: number): Promise<number> {
  const files = (await keptFiles(folder)).sort((one, other) => one.usedMs - other.usedMs);
  let left = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  for (const file of files) {
    if (left <= targetBytes) break;
    await rm(file.path, { force: true });
    left -= file.sizeBytes;
  }
  return left;
}
