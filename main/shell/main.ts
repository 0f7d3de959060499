/**
 * The desktop shell, kept thin: one window on `app://`, the engine as a child, native dialogs.
 * Everything the program knows and does is in the engine.
 */
import { app, dialog, protocol } from 'electron';
import { messages } from '../engine/contract/messages/index.ts';
import { appScheme, createAppHandler } from './app-protocol.ts';
import { registerBridge } from './bridge-handlers.ts';
import { engineParameters } from './engine-parameters.ts';
import { startEngineProcess } from './engine-process.ts';
import { setMenu } from './menu.ts';
import { findPlaces } from './places.ts';
import { guardContents, guardSession, openWindow } from './window.ts';

protocol.registerSchemesAsPrivileged([
  {
    scheme: appScheme,
    privileges: { standard: true, secure: true, stream: true, supportFetchAPI: true },
  },
]);

if (app.requestSingleInstanceLock()) void run();
else app.quit();

async function run(): Promise<void> {
  app.enableSandbox();
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
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
    parameters: engineParameters(process.argv.slice(app.isPackaged ? 1 : 2), process.env),
    onTrouble: (message) => dialog.showErrorBox(messages.shell.title, message),
    onReady: showWindow,
  });
  guardSession();
  protocol.handle(appScheme, createAppHandler(engine.socket));
  registerBridge(engine.socket, places.dragIcon);
  setMenu();

  let window: Electron.BrowserWindow | null = null;
  function showWindow(): void {
    if (window) return;
    window = openWindow(places.preload);
    window.once('closed', () => {
      window = null;
    });
  }
  app.on('second-instance', () => {
    showWindow();
    window?.focus();
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
