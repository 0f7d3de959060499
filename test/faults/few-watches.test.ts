/** The system lets few directories be watched: the whole program, in a user namespace of its own. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { LibraryStatus } from '../../main/engine/contract/activity.ts';
import type { Folder } from '../../main/engine/contract/library.ts';
import { writePhoto } from '../support/photo-files.ts';
import { json } from '../support/program.ts';
import { repository } from '../support/repository.ts';

const limit = (most: number) => [
  ...['-U', '-r', 'sh', '-c'],
  `echo ${most} > /proc/sys/user/max_inotify_watches && exec "$@"`,
  'sh',
];
const cannotLimit = (() => {
  if (process.platform !== 'linux') return 'inotify is of Linux';
  try {
    execFileSync('unshare', [...limit(5), 'true'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'user namespaces are not allowed here';
  }
})();

test.skipIf(cannotLimit !== null)(
  `what may not be watched is looked through, which is said once with the setting${cannotLimit ? ` (left out: ${cannotLimit})` : ''}`,
  async () => {
    const root = await realpath(await mkdtemp(join(tmpdir(), 'afterimage-few-')));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    const [folder, library] = [join(root, 'photos'), join(root, 'library')];
    const directories = Array.from({ length: 12 }, (_, number) => join(folder, `${number}`));
    for (const directory of directories) await mkdir(join(directory, 'in'), { recursive: true });
    await writePhoto(join(folder, '0', 'first.jpg'), 0);
    await json(['index', '--library', library, folder]);
    const program = [join(repository, 'main', 'cli', 'main.ts'), 'serve', '--no-open'];
    const child = spawn(
      'unshare',
      [...limit(8), process.execPath, ...program, '--library', library],
      { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    onTestFinished(async () => {
      child.kill('SIGINT');
      if (child.exitCode === null) await once(child, 'exit');
    });
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += String(chunk);
    });
    await once(child.stdout, 'data');
    const lookedThrough = async () => {
      const { watched } = await json<{ watched: Folder[] }>(['folders', '--library', library]);
      return watched[0]?.lookedThrough;
    };
    while ((await lookedThrough()) === undefined) await sleep(100);
    expect(await lookedThrough()).toMatch(/max_user_watches=\d+ .*sysctl -p/);
    const { folders } = await json<LibraryStatus>(['status', '--library', library]);
    expect(folders[0]?.lookedThrough).toBe(await lookedThrough());
    // Into each directory, and one that comes now: whichever are watched.
    for (const [number, directory] of directories.entries()) {
      await writePhoto(join(directory, 'in', 'later.jpg'), 100 + number, { fresh: true });
    }
    await mkdir(join(folder, 'new', 'deep'), { recursive: true });
    await writePhoto(join(folder, 'new', 'deep', 'later.jpg'), 200, { fresh: true });
    const done = async () =>
      (await json<LibraryStatus>(['status', '--library', library])).states.done;
    while ((await done()) < 14) await sleep(500);
    expect(errors.match(/max_user_watches=/g)).toHaveLength(1);
  },
);
