/**
 * All set-up, done once and again only when something it depends on changed: the packages that
 * package-lock.json names, and the build of the page, the shell and the scan's inner loops.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from './digest.mjs';
import { messages } from './messages.mjs';
import { runQuietly } from './run.mjs';
import { LauncherError, root, runtime } from './runtime.mjs';
import { takeLock } from './set-up-lock.mjs';

const state = join(root, '.afterimage');
const buildStamp = join(root, 'dist', '.afterimage-built');
/** No package's own script runs: .npmrc says so for the root alone. */
const installing = [
  'ci',
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
  '--no-progress',
];
const builtFrom = [
  'renderer',
  'preload',
  'main/shell',
  'main/engine/contract',
  'main/engine/search/kernel/assembly',
  'vite.config.ts',
  'vite.shell.config.ts',
  'vite.preload.config.ts',
  'launcher/build.mjs',
  'package-lock.json',
];

/** Install and build what is missing; `say` gets one line for each step that takes time. */
export async function setUp({ say, build = true }) {
  const release = await takeSetUpLock(say);
  try {
    await install(root, () => say(messages.installing));
    if (build) await buildPage(say);
  } finally {
    release();
  }
}

/** What benchmarks measure the program against; never part of it. */
export async function setUpPeers(say) {
  const release = await takeSetUpLock(say);
  try {
    await install(join(root, 'bench'), () => say(messages.installingPeers));
  } finally {
    release();
  }
}

/** The packages that a folder's lock names. */
async function install(folder, sayWhy) {
  const stamp = join(folder, 'node_modules', '.afterimage-installed');
  const wanted = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  if (readStamp(stamp) === wanted) return;
  sayWhy();
  const npm = npmCommand();
  await runQuietly(npm.program, [...npm.parameters, ...installing], {
    cwd: folder,
    log: join(state, 'install.log'),
    what: messages.installingFailed,
    shell: npm.shell,
    // The CPU binary is inside the package; its installer would fetch a GPU one from elsewhere.
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL_CUDA: 'skip', NODE_ENV: 'development' },
  });
  writeFileSync(stamp, wanted);
}

async function buildPage(say) {
  const wanted = digestOf(root, builtFrom);
  if (readStamp(buildStamp) === wanted) return;
  say(messages.building);
  await runQuietly(runtime(), [join(root, 'launcher', 'build.mjs')], {
    cwd: root,
    log: join(state, 'build.log'),
    what: messages.buildingFailed,
  });
  writeFileSync(buildStamp, wanted);
}

/** npm as it started us, else the one on the PATH. */
function npmCommand() {
  const path = process.env.npm_execpath;
  if (path && /npm-cli\.[cm]?js$/.test(path) && existsSync(path)) {
    return { program: process.execPath, parameters: [path], shell: false };
  }
  const windows = process.platform === 'win32';
  return { program: windows ? 'npm.cmd' : 'npm', parameters: [], shell: windows };
}

/** One set-up at a time: a second one waits for the first and then finds nothing to do. */
async function takeSetUpLock(say) {
  try {
    mkdirSync(state, { recursive: true });
    return await takeLock(join(state, 'setup.lock'), () => say(messages.waitingForSetUp));
  } catch (error) {
    throw new LauncherError(messages.cannotWrite(state, error.message));
  }
}

function readStamp(path) {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : null;
}
