/** `npm run package`: the desktop app for this system, with electron-builder at a pinned version. */
import { existsSync } from 'node:fs';
import { launch } from './launch.mjs';
import { messages } from './messages.mjs';
import { packageTargets } from './package-targets.mjs';
import { runInPlace } from './run.mjs';
import { LauncherError, root, runtimePath } from './runtime.mjs';
import { setUp } from './setup.mjs';

await launch(async (say) => {
  const parameters = process.argv.slice(2);
  await setUp({ say });
  for (const target of packageTargets(parameters, [process.platform, process.arch])) {
    // electron-builder only warns of a file that is missing, and would pack an app that cannot run.
    const path = runtimePath(...target);
    if (!existsSync(path)) throw new LauncherError(messages.runtimeNotInstalled(...target, path));
  }
  const builder = ['exec', '--yes', 'electron-builder@26.17.0', '--', ...parameters];
  return runInPlace('npm', builder, { cwd: root, shell: process.platform === 'win32' });
});
