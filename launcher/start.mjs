/**
 * `npm start -- [folder…] [--library DIR] [--port N] [--no-open]`: set up, then the desktop
 * window where Electron's binary is and can open, else the same program in the browser.
 */
import { spawnSync } from 'node:child_process';
import { findDesktop } from './desktop.mjs';
import { launch } from './launch.mjs';
import { messages } from './messages.mjs';
import { openDesktop } from './open-desktop.mjs';
import { argumentsReader, commandLine, shell } from './paths.mjs';
import { runInPlace } from './run.mjs';
import { LauncherError, runtime, runtimeFlags } from './runtime.mjs';
import { setUp } from './setup.mjs';

await launch(async (say) => {
  const parameters = process.argv.slice(2);
  await setUp({ say });
  const wanted = read(parameters);
  if (wanted.code !== undefined) return wanted.code;
  if (wanted.help || !wanted.open) return serve(parameters);
  const desktop = await findDesktop({ say });
  const ended = desktop.path
    ? await openDesktop(desktop.path, [shell, ...parameters], { AFTERIMAGE_RUNTIME: runtime() })
    : desktop;
  if (ended.code !== undefined) return ended.code;
  say(messages.openingInBrowser(ended.why));
  return serve(parameters);
});

function serve(parameters) {
  return runInPlace(runtime(), [...runtimeFlags, commandLine, 'serve', ...parameters]);
}

/** What they ask for, or the exit code when they are wrong; the reader has said why. */
function read(parameters) {
  const reader = spawnSync(runtime(), [...runtimeFlags, argumentsReader, ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (reader.error) throw new LauncherError(messages.cannotStart(runtime(), reader.error.message));
  return reader.status === 0 ? JSON.parse(reader.stdout) : { code: reader.status ?? 1 };
}
