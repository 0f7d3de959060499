/** Entry points of the program. */
import { join } from 'node:path';
import { root } from './runtime.mjs';

export const commandLine = join(root, 'main', 'cli', 'main.ts');
/** Written beside the shell, whose arguments it judges; one line on stderr when they are wrong. */
export const argumentsReader = join(root, 'main', 'shell', 'read-arguments.ts');
/** Electron reads its `main` from package.json. */
export const shell = root;
