/** What the desktop window says by itself: its menu, dialogs and failures. */
export const shellMessages = {
  title: 'Afterimage',
  chooseFolder: 'Choose a folder of photos and videos',
  addFolder: 'Add',
  foreignHost: (host: string) => `There is no place called "${host}" here.`,
  notForThePage: 'There is nothing here.',
  engineStarting: 'The engine is starting. Try again in a moment.',
  engineUnreachable: (why: string) =>
    `The engine cannot be reached: ${why}. It is being restarted.`,
  engineFailed: (why: string) => `Afterimage's engine could not start.\n\n${why}`,
  engineEnded: (code: string) => `The engine ended by itself (${code}).`,
  engineKeepsEnding:
    'The engine keeps ending by itself. Restart Afterimage; the library is not harmed.',
  noRuntime: 'AFTERIMAGE_RUNTIME is not set. Start Afterimage with "npm start".',
  menu: { file: 'File', edit: 'Edit', view: 'View', window: 'Window', quit: 'Quit Afterimage' },
} as const;
