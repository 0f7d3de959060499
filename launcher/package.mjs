/** `npm run package`: the desktop app for this system, with electron-builder at a pinned version. */
import { launch } from './launch.mjs';
import { runInPlace } from './run.mjs';
import { root } from './runtime.mjs';
import { setUp } from './setup.mjs';

await launch(async (say) => {
  await setUp({ say });
  const builder = ['exec', '--yes', 'electron-builder@26.17.0', '--', ...process.argv.slice(2)];
  return runInPlace('npm', builder, { cwd: root, shell: process.platform === 'win32' });
});
