/** Fetching Electron's binary with its own installer, when the network answers at all. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messages } from './messages.mjs';
import { runInPlace } from './run.mjs';
import { root, runtime, runtimeFlags } from './runtime.mjs';

export const electronFolder = join(root, 'node_modules', 'electron');
const installer = join(electronFolder, 'install.js');
const probe = join(root, 'launcher', 'probe.mjs');

const silenceMs = 8_000;
const longestMs = 10 * 60_000;
const interruptedCode = 130;
const killedCode = 137;

/**
 * Resolves with null, or with why it was not fetched. The installer has the terminal: it draws its
 * progress there, after half a minute. Ctrl-C gives the fetch up.
 */
export async function fetchElectron({ say, limitMs = longestMs }) {
  say(messages.fetchingDesktop);
  const { version } = JSON.parse(readFileSync(join(electronFolder, 'package.json'), 'utf8'));
  // Node's fetch, in the installer and here, goes through a proxy when it is told to.
  const env = { ...process.env, NODE_USE_ENV_PROXY: '1' };
  const asked = [probe, electronAddress(version), String(silenceMs)];
  const answered = await runInPlace(runtime(), [...runtimeFlags, ...asked], {
    env,
    stdio: 'ignore',
  });
  if (answered === interruptedCode) return messages.fetchCancelled;
  if (answered !== 0) return messages.networkSilent;
  const code = await runInPlace(runtime(), [...runtimeFlags, installer], {
    env,
    timeout: limitMs,
    killSignal: 'SIGKILL',
  });
  if (code === 0) return null;
  if (code === interruptedCode) return messages.fetchCancelled;
  return code === killedCode ? messages.fetchTookTooLong : messages.installerFailed;
}

/**
 * Where the installer will look. A mirror of another layout answers "not found" here, which is an
 * answer too.
 */
export function electronAddress(
  version,
  environment = process.env,
  platform = process.platform,
  architecture = process.arch,
) {
  const mirror =
    environment.npm_config_electron_mirror ||
    environment.NPM_CONFIG_ELECTRON_MIRROR ||
    environment.npm_package_config_electron_mirror ||
    environment.ELECTRON_MIRROR ||
    'https://github.com/electron/electron/releases/download/';
  return `${mirror}v${version}/electron-v${version}-${platform}-${architecture}.zip`;
}
