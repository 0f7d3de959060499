/**
 * Builds what cannot run as written: the page for a browser, the shell and preload for Electron, and
 * search's inner loops for WebAssembly. Built beside `dist` and put in its place whole: a running
 * program may be serving it.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { main as compile } from 'assemblyscript/asc';
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
const last = join(root, 'dist-last');
rmSync(next, { recursive: true, force: true });
for (const [part, config] of Object.entries(parts)) {
  const output = { outDir: join(next, part), emptyOutDir: true };
  await build({ configFile: join(root, config), logLevel: 'warn', build: output });
}
mkdirSync(join(next, 'kernel'));
const shared = ['--sharedMemory', '--initialMemory=1', '--maximumMemory=65536'];
await compileKernel('scan', '--enable=simd,threads', ...shared);
await compileKernel('cosines', '--enable=simd');
rmSync(last, { recursive: true, force: true });
if (existsSync(built)) renameSync(built, last);
renameSync(next, built);
rmSync(last, { recursive: true, force: true });

/** From AssemblyScript. */
async function compileKernel(name, ...options) {
  const { error, stderr } = await compile([
    `main/engine/search/kernel/assembly/${name}.ts`,
    `--outFile=dist-next/kernel/${name}.wasm`,
    ...['-O3', '--noAssert', '--runtime=stub', '--importMemory'],
    ...options,
  ]);
  if (error) throw new Error(`${error.message}\n${stderr}`);
}
