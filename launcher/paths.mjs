/** Entry points of the program. */
import { join } from 'node:path';
import { root } from './runtime.mjs';

export const commandLine = join(root, 'main', 'cli', 'main.ts');
export const shell = join(root, 'dist', 'shell', 'main.cjs');
