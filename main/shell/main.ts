/**
 * The desktop shell, kept thin: one window on `app://`, the engine as a child, native dialogs.
 * Everything the program knows and does is in the engine.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { app, dialog, protocol } from 'electron';
import { createClient } from '../engine/contract/client.ts';
import { messages } from '../engine/contract/messages/index.ts';
import { addFolders, foldersOf } from './add-folders.ts';
import { appScheme, createAppHandler } from './app-protocol.ts';
import {
  ArgumentsError,
  libraryKey,
  ownParameters,
  readArguments,
  type ShellArguments,
} from './arguments.ts';
import { registerBridge } from './bridge-handlers.ts';
import { startEngineProcess } from './engine-process.ts';
import { setMenu } from './menu.ts';
import { findPlaces } from './places.ts';
import { socketTransport } from './socket-transport.ts';
import { guardContents, guardSession, openWindow } from './window.ts';

protocol.registerSchemesAsPrivileged([
  {
    scheme: appScheme,
    privileges: { standard: true, secure: true, stream: true, supportFetchAPI: true },
  },
]);

try {
  begin(readArguments(ownParameters(process.argv, app.isPackaged), process.env));
} catch (error) {
  if (error instanceof ArgumentsError) {
    process.stderr.write(`${error.message}\n`);
    app.exit(2);
  } else failed(error);
}

function begin(given: ShellArguments): void {
  if (given.help) {
    process.stdout.write(messages.cli.usage);
    app.exit(0);
    return;
  }
  // What the window keeps, and with it the single instance, is a library's own: another library is
  // another window. Electron's usual folder is the usual library's on macOS.
  const kept = join(app.getPath('appData'), 'Afterimage Window', libraryKey(given.library));
  mkdirSync(kept, { recursive: true });
  app.setPath('userData', kept);
  if (app.requestSingleInstanceLock({ folders: given.folders })) run(given).catch(failed);
  else app.quit();
}

async function run(given: ShellArguments): Promise<void> {
  // It would take --no-sandbox back, without which root cannot start at all.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
  let waiting = [...given.folders];
  let window: Electron.BrowserWindow | null = null;
  await app.whenReady();

  const places = findPlaces({
    root: app.getAppPath(),
    packaged: app.isPackaged,
    resources: process.resourcesPath,
    platform: process.platform,
    runtime: process.env.AFTERIMAGE_RUNTIME,
  });
  const engine = startEngineProcess({
    runtime: places.runtime,
    entry: places.engine,
    parameters: given.library === null ? [] : ['--library', given.library],
    onTrouble: (message) => {
      showTrouble(message);
      // Without a window nobody could end the program.
      if (!window) app.exit(1);
    },
    onReady: () => {
      tookCharge();
      showWindow();
      void addWaiting();
    },
  });
  const client = createClient(socketTransport(engine.socket));
  guardSession();
  protocol.handle(appScheme, createAppHandler(engine.socket));
  registerBridge(client, places.dragIcon);
  setMenu();

  function showWindow(): void {
    // Before the engine is ready there is nothing to show; onReady comes back here.
    if (window || engine.socket() === null) return;
    window = openWindow(places.preload);
    window.once('closed', () => {
      window = null;
    });
  }
  async function addWaiting(): Promise<void> {
    if (engine.socket() === null) return;
    const folders = waiting;
    waiting = [];
    const problems = await addFolders(client, folders);
    if (problems.length > 0) showTrouble(problems.join('\n'));
  }
  app.on('second-instance', (_event, _argv, _place, handedOver) => {
    waiting.push(...foldersOf(handedOver));
    showWindow();
    if (window?.isMinimized()) window.restore();
    window?.focus();
    void addWaiting();
  });
  app.on('activate', showWindow);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  let stopped = false;
  app.on('before-quit', (event) => {
    if (stopped) return;
    event.preventDefault();
    void engine.stop().finally(() => {
      stopped = true;
      app.quit();
    });
  });
}

/** Nothing can go on. The engine, if there is one, ends with its closing stdin. */
function failed(error: unknown): void {
  showTrouble(error instanceof Error ? error.message : String(error));
  app.exit(1);
}

function showTrouble(message: string): void {
  tookCharge();
  dialog.showErrorBox(messages.shell.title, message);
}

/**
 * Tells the launcher, by a file that it named, that Electron could open here. It opens the browser
 * instead when Electron ends before that.
 */
function tookCharge(): void {
  const mark = process.env.AFTERIMAGE_DESKTOP_MARK;
  if (mark) writeFileSync(mark, '');
}
