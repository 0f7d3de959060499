/** Builds what cannot run as written: the page for a browser, and the shell and preload for Electron. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { root } from './runtime.mjs';

process.chdir(root);
rmSync(join(root, 'dist'), { recursive: true, force: true });
for (const part of ['vite.config.ts', 'vite.shell.config.ts', 'vite.preload.config.ts']) {
  await build({ configFile: join(root, part), logLevel: 'warn' });
}
