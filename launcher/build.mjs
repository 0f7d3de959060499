/**
 * Builds what cannot run as written: the page for a browser, the shell and preload for Electron, and
 * the scan's inner loops for WebAssembly. Built beside `dist` and put in its place whole: a running
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
await compileKernel('main/engine/search/kernel/assembly/scan.ts', 'dist-next/kernel/scan.wasm');
rmSync(last, { recursive: true, force: true });
if (existsSync(built)) renameSync(built, last);
renameSync(next, built);
rmSync(last, { recursive: true, force: true });

/** From AssemblyScript; paths are relative to the root. */
async function compileKernel(source, output) {
  const memory = ['--importMemory', '--sharedMemory', '--initialMemory=1', '--maximumMemory=65536'];
  const { error, stderr } = await compile([
    source,
    `--outFile=${output}`,
    ...['-O3', '--noAssert', '--runtime=stub', '--enable=simd,threads'],
    ...memory,
  ]);
  if (error) throw new Error(`${error.message}\n${stderr}`);
}
