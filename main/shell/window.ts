/** The one window, and what a page in it may not do. */
import { BrowserWindow, type Session, session, shell } from 'electron';
import { messages } from '../engine/contract/messages/index.ts';
import { appOrigin } from './app-protocol.ts';

export function openWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 860,
    minWidth: 360,
    minHeight: 400,
    title: messages.shell.title,
    show: false,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${appOrigin}/`);
  return window;
}

/** Every web contents: no navigation away, no new windows; licence links open in the browser. */
export function guardContents(contents: Electron.WebContents): void {
  contents.on('will-navigate', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (url.startsWith('https://')) void shell.openExternal(url);
    return { action: 'deny' };
  });
}

/** No permission is granted to anybody, and nothing is asked of the network. */
export function guardSession(guarded: Session = session.defaultSession): void {
  guarded.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  guarded.setPermissionCheckHandler(() => false);
  guarded.webRequest.onBeforeRequest((details, answer) =>
    answer({ cancel: !isLocal(details.url) }),
  );
}

export function isOurs(url: string): boolean {
  return url === appOrigin || url.startsWith(`${appOrigin}/`);
}

function isLocal(url: string): boolean {
  return isOurs(url) || /^(blob|data|devtools):/.test(url);
}
