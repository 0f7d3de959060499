/** Entry points of the program. */
import { join } from 'node:path';
import { root } from './runtime.mjs';

export const commandLine = join(root, 'main', 'cli', 'main.ts');
/** Electron reads its `main` from package.json. */
export const shell = root;
