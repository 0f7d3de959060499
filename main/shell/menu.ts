/** The menu: the platform's own roles, so that every shortcut is what a person expects. */
import { Menu, type MenuItemConstructorOptions } from 'electron';
import { messages } from '../engine/contract/messages/index.ts';

export function setMenu(platform: NodeJS.Platform = process.platform): void {
  const text = messages.shell.menu;
  const template: MenuItemConstructorOptions[] = [
    ...(platform === 'darwin'
      ? [{ role: 'appMenu' } satisfies MenuItemConstructorOptions]
      : [
          {
            label: text.file,
            submenu: [{ role: 'quit', label: text.quit }],
          } satisfies MenuItemConstructorOptions,
        ]),
    { label: text.edit, role: 'editMenu' },
    {
      label: text.view,
      submenu: [
        { role: 'reload' },
        { role: 'toggleDevTools' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
      ],
    },
    { label: text.window, role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
