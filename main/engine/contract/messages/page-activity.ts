/** The strings of the activity page. */
import { count, plural } from './counts.ts';

export const pageActivityMessages = {
  title: 'Activity',
  open: 'Activity',
  pageTitle: 'Activity · Afterimage',
  back: 'Back to the library',
  loading: 'Asking the engine…',

  headline: {
    reading: (left: string | null) =>
      left === null ? 'Reading your files' : `Reading your files, ${left}`,
    scanning: 'Looking through your folders',
    upToDate: 'Everything is read',
    allButSetAside: 'Everything that can be read is read',
    empty: 'Nothing to read yet',
    trouble: 'Reading has stopped',
  },
  indexed: (finished: number, seen: number) => `${count(finished)} of ${count(seen)} files`,
  speed: (speed: string) => `${speed} a second`,
  bar: 'Files that are through',

  states: {
    waiting: 'Waiting',
    reading: 'Being read',
    done: 'Done',
    setAside: 'Set aside',
    all: 'In all',
  },

  pause: 'Pause',
  pauses: {
    resumed: 'Until I resume',
    hour: 'For an hour',
    tomorrow: (until: string) => `Until ${until}`,
  },
  resume: 'Resume',
  readNow: 'Read now',
  settings: 'Settings…',
  tryAgain: 'Try again',

  readingNow: 'Being read now',
  share: (percent: number) => `${percent} %`,
  shareOf: (name: string) => `How much of ${name} is read`,

  folders: 'Folders',
  folder: 'Folder',
  notConnected: 'not connected',
  notConnectedDetail: (waiting: number) =>
    waiting === 0
      ? 'Its pictures can still be searched.'
      : `Its pictures can still be searched; ${plural(waiting, 'file waits', 'files wait')} for it to come back.`,
  allFolders: 'All folders',
  noFolders: 'No folders yet. Add one, and what happens to its files shows here.',
  manage: 'Folders…',

  setAside: 'Set aside',
  setAsideIntro:
    'These could not be read, so search does not find them. The files themselves are untouched; they are tried again when they change.',
  retryAll: (files: number) => `Try all ${count(files)} again`,
  retryReason: 'Try these again',
  retryFile: 'Try again',
  retryOne: (name: string) => `Try ${name} again`,
  reveal: (platform: string) =>
    platform === 'darwin'
      ? 'Show in Finder'
      : platform === 'win32'
        ? 'Show in Explorer'
        : 'Show in folder',
  revealOne: (name: string, action: string) => `${action}: ${name}`,
  retried: (files: number) =>
    files === 0
      ? 'There was nothing left to try again.'
      : `${plural(files, 'file is', 'files are')} being tried again.`,
  filesOf: (title: string) => `Files: ${title}`,
  position: (position: number, all: number) => `${count(position)} of ${count(all)}`,
} as const;
