/**
 * Builds what cannot run as written: the page for a browser, and the shell and preload for
 * Electron. Built beside `dist` and put in its place whole: a running program may be serving it.
 */
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { root } from './runtime.mjs';

const parts = {
  renderer: 'vite.config.ts',
  shell: 'vite.shell.config.ts',
  preload: 'vite.preload.config.ts',
};

process.chdir(root);
const next = join(root, 'dist-next');
const built = join(root, 'dist');
rmSync(next, { recursive: true, force: true });
for (const [part, config] of Object.entries(parts)) {
  const output = { outDir: join(next, part), emptyOutDir: true };
  await build({ configFile: join(root, config), logLevel: 'warn', build: output });
}
rmSync(built, { recursive: true, force: true });
renameSync(next, built);
