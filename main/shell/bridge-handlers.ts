/** The few things a web page cannot do. Every call checks that it comes from our own page. */
import {
  BrowserWindow,
  dialog,
  type IpcMainInvokeEvent,
  ipcMain,
  nativeImage,
  shell,
} from 'electron';
import type { Client } from '../engine/contract/client.ts';
import { messages } from '../engine/contract/messages/index.ts';
import { isOurs } from './window.ts';

export function registerBridge(client: Client, dragIcon: string): void {
  handle('choose-folder', async (event) => {
    const window = BrowserWindow.fromWebContents(event.sender);
    const options: Electron.OpenDialogOptions = {
      title: messages.shell.chooseFolder,
      buttonLabel: messages.shell.addFolder,
      properties: ['openDirectory', 'createDirectory'],
    };
    const chosen = await (window
      ? dialog.showOpenDialog(window, options)
      : dialog.showOpenDialog(options));
    return chosen.filePaths[0] ?? null;
  });

  handle('reveal-item', async (_event, itemId) => {
    const path = await firstPath(itemId);
    if (path) shell.showItemInFolder(path);
  });

  handle('reveal-file', async (_event, fileId) => {
    const { path } = await client.call('trustedFilePath', { fileId: idOf(fileId) });
    shell.showItemInFolder(path);
  });

  handle('start-drag', async (event, itemId) => {
    const path = await firstPath(itemId);
    if (path) event.sender.startDrag({ file: path, icon: nativeImage.createFromPath(dragIcon) });
  });

  async function firstPath(itemId: unknown): Promise<string | undefined> {
    const { paths } = await client.call('trustedPaths', { itemId: idOf(itemId) });
    return paths[0];
  }
}

function idOf(id: unknown): number {
  if (!Number.isSafeInteger(id)) throw new TypeError(`no id: ${String(id)}`);
  return id as number;
}

function handle(
  name: 'choose-folder' | 'reveal-item' | 'reveal-file' | 'start-drag',
  work: (event: IpcMainInvokeEvent, parameter: unknown) => Promise<unknown>,
): void {
  ipcMain.handle(`afterimage:${name}`, (event, parameter) => {
    const from = event.senderFrame?.url ?? '';
    if (!isOurs(from)) throw new Error(`refused "${name}" from ${from}`);
    return work(event, parameter);
  });
}
