/** Builds what cannot run as written: the page for a browser, and the shell and preload for Electron. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { root } from './runtime.mjs';

rmSync(join(root, 'dist'), { recursive: true, force: true });
await build({ root, configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
for (const config of ['vite.shell.config.ts', 'vite.preload.config.ts']) {
  const configFile = join(root, config);
  if (existsSync(configFile)) await build({ root, configFile, logLevel: 'warn' });
}
