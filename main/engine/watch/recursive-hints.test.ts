/** The watcher of other systems, on real folders. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { watchRecursively } from './recursive-hints.ts';

test.each(['plain', '[Album]', '{one,two}', '(1)'])(
  'a library inside the watched folder %s gives no hints, the rest does',
  async (name) => {
    const root = await realpath(await mkdtemp(join(tmpdir(), 'afterimage-hints-')));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    const folder = join(root, name);
    const library = join(folder, 'library');
    await mkdir(library, { recursive: true });
    const hinted = new Set<string>();
    const hints = await watchRecursively(folder, {
      ignoredPaths: [library],
      onPaths: (paths) => {
        for (const path of paths) hinted.add(path);
      },
      onLost: (error) => expect.fail(error.message),
      debounceMs: 20,
    });
    onTestFinished(async () => void (await hints.close()));
    await writeFile(join(library, 'catalog.sqlite'), 'x');
    await writeFile(join(folder, 'a.jpg'), 'x');
    await vi.waitUntil(() => hinted.has(join(folder, 'a.jpg')), { timeout: 200_000 });
    await hints.renew();
    await writeFile(join(library, 'catalog.sqlite'), 'y');
    await writeFile(join(folder, 'b.jpg'), 'x');
    await vi.waitUntil(() => hinted.has(join(folder, 'b.jpg')), { timeout: 200_000 });
    expect([...hinted].toSorted()).toEqual([join(folder, 'a.jpg'), join(folder, 'b.jpg')]);
  },
);
