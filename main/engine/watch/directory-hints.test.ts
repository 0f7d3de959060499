/** Linux's own watches, on real folders. */
import { mkdir, mkdtemp, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { watchDirectories } from './directory-hints.ts';
import { walk } from './walk.ts';

test.skipIf(process.platform !== 'linux')(
  'hints come from the directories that a walk came to, also where they were moved to',
  async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'afterimage-hints-')));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const library = join(folder, 'library');
    for (const name of ['library', 'a/deep', 'b'])
      await mkdir(join(folder, name), { recursive: true });
    const hinted = new Set<string>();
    const hints = watchDirectories(folder, {
      ignoredPaths: [library],
      onPaths: (paths) => {
        for (const path of paths) hinted.add(path);
      },
      onLost: (error) => expect.fail(error.message),
      debounceMs: 20,
    });
    onTestFinished(async () => void (await hints.close()));
    const isSkipped = (path: string) => path === library;
    const walkThrough = async () => {
      const round = hints.round(folder);
      for await (const _ of walk(folder, { isSkipped, enter: round.enter }));
      round.end();
    };
    const write = async (name: string) => {
      await writeFile(join(folder, name), 'x');
      await vi.waitUntil(() => hinted.has(join(folder, name)), { timeout: 200_000 });
    };
    await walkThrough();
    await writeFile(join(library, 'catalog.sqlite'), 'x');
    await write('a/deep/1.jpg');
    expect([...hinted]).toEqual([join(folder, 'a/deep/1.jpg')]);
    hinted.clear();
    await rename(join(folder, 'a'), join(folder, 'b/a'));
    await vi.waitUntil(() => hinted.has(join(folder, 'b/a')), { timeout: 200_000 });
    expect(hinted.has(join(folder, 'a'))).toBe(true);
    await walkThrough();
    hinted.clear();
    await write('b/a/deep/2.jpg');
    expect([...hinted]).toEqual([join(folder, 'b/a/deep/2.jpg')]);
    expect([hints.isComplete, hints.refused.directories]).toEqual([true, []]);
  },
);
