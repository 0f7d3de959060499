/**
 * `npm start -- [folder…] [--library DIR] [--port N] [--no-open]`: set up, then the desktop
 * window where Electron's binary is, else the same program in the browser.
 */
import { findDesktop } from './desktop.mjs';
import { launch } from './launch.mjs';
import { messages } from './messages.mjs';
import { commandLine, shell } from './paths.mjs';
import { runInPlace } from './run.mjs';
import { runtime } from './runtime.mjs';
import { setUp } from './setup.mjs';

await launch(async (say) => {
  const parameters = process.argv.slice(2);
  await setUp({ say });
  const serve = [commandLine, 'serve', ...parameters];
  if (parameters.includes('--no-open')) return runInPlace(runtime(), serve);
  const desktop = await findDesktop({ say });
  if (desktop.path) {
    return runInPlace(desktop.path, [shell, ...parameters], {
      env: { ...process.env, AFTERIMAGE_RUNTIME: runtime() },
    });
  }
  say(messages.openingInBrowser(desktop.why));
  return runInPlace(runtime(), serve);
});
