/** What each setting is called, says and refuses. */
import { plural } from './counts.ts';

export const settingMessages = {
  title: 'Settings',
  wrong: {
    schedule: 'schedule is “always” or two different times such as 22:00-07:00',
    battery: 'battery is “read” or “wait”',
    cores: 'cores is “all” or a whole number from 1',
    keepHiddenDays: 'keepHiddenDays is “forever” or a whole number from 1 to 36500',
    exclude: {
      list: 'exclude is a list of patterns',
      many: (most: number) => `exclude holds at most ${most} patterns`,
      empty: 'a pattern has at least one character, and no line breaks',
      long: (most: number) => `a pattern has at most ${most} characters`,
      negated: (pattern: string) =>
        `“${pattern}” begins with “!”: patterns only say what is left out, not what is let in`,
      path: (pattern: string) =>
        `“${pattern}” is no path from a watched folder: leave out “.”, “..” and the drive`,
      all: (pattern: string) => `“${pattern}” would leave out every file`,
      stars: (pattern: string, most: number, inName: number) =>
        `“${pattern}” has more than ${most} stars, or more than ${inName} in a name`,
    },
  },
  /** One line each, for the command line. */
  about: {
    schedule: 'When files are read: always, or every day between two times (22:00-07:00).',
    battery: 'Whether files are read on battery power: read, or wait for mains power.',
    cores: 'How many processor cores reading may keep busy: all, or a number.',
    keepHiddenDays:
      'For how many days what was deleted or is not watched any more is kept: a number, or forever.',
    exclude:
      'What is never looked at: names (Backup, "*.png") or paths from a watched folder (2019/raw), one or more; or none.',
  },
  unknown: (name: string, known: string) => `There is no setting “${name}”; there are ${known}`,
  kept: (name: string, value: string) => `${name} is ${value} now.`,
  /** A list with nothing in it, as it is typed and shown. */
  none: 'none',

  page: {
    open: 'Settings…',
    intro:
      'Kept in the library. They say when, how hard and what Afterimage reads; search is not held back.',
    schedule: 'When to read',
    always: 'At any time',
    daily: 'Every day between two times',
    from: 'From',
    to: 'Until',
    nextDay: 'The next morning.',
    battery: 'Read on battery power',
    batteryDetail: 'Otherwise reading waits for mains power.',
    cores: 'Processor cores',
    coresDetail: (all: number) =>
      `Reading keeps at most so many of this computer’s ${all} cores busy.`,
    allCores: (all: number) => `All ${all}`,
    oneCore: 'This computer has one core.',
    exclude: 'Leave out',
    excludeDetail:
      'One a line: names of files and folders (Backup, *.png), or paths from a watched folder (2019/raw). Hidden files and folders are left out anyway.',
    apply: 'Apply',
    applied: 'Applied.',
    confirmTitle: 'Leave out what is in the library?',
    confirm: (files: number, days: number | 'forever') =>
      `${plural(files, 'file', 'files')} would leave the library. Nothing on your disk is touched. ` +
      `What you added to them is kept ${days === 'forever' ? 'for good' : `for ${plural(days, 'day', 'days')}`}, and they come back with it when you let them in again.`,
    confirmButton: 'Leave them out',
  },
} as const;
