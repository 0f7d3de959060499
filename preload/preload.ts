/** What the page may ask of the desktop: see bridge.ts. Nothing else of Electron reaches it. */
import { contextBridge, ipcRenderer } from 'electron';
import type { AfterimageBridge } from './bridge.ts';

const bridge: AfterimageBridge = {
  platform: process.platform,
  chooseFolder: () => ipcRenderer.invoke('afterimage:choose-folder'),
  revealItem: (itemId) => ipcRenderer.invoke('afterimage:reveal-item', itemId),
  revealFile: (fileId) => ipcRenderer.invoke('afterimage:reveal-file', fileId),
  startDrag: (itemId) => void ipcRenderer.invoke('afterimage:start-drag', itemId),
};

contextBridge.exposeInMainWorld('afterimage', bridge);
