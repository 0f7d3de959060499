/** What each setting is called, says and refuses. */
export const settingMessages = {
  title: 'Settings',
  wrong: {
    schedule: 'schedule is “always” or two different times such as 22:00-07:00',
    battery: 'battery is “read” or “wait”',
    cores: 'cores is “all” or a whole number from 1',
    keepHiddenDays: 'keepHiddenDays is “forever” or a whole number from 1 to 36500',
  },
  /** One line each, for the command line. */
  about: {
    schedule: 'When files are read: always, or every day between two times (22:00-07:00).',
    battery: 'Whether files are read on battery power: read, or wait for mains power.',
    cores: 'How many processor cores reading may keep busy: all, or a number.',
    keepHiddenDays:
      'For how many days what was deleted or is not watched any more is kept: a number, or forever.',
  },
  unknown: (name: string, known: string) => `There is no setting “${name}”; there are ${known}`,
  kept: (name: string, value: string) => `${name} is ${value} now.`,

  page: {
    open: 'Settings…',
    intro:
      'Kept in the library. They say when and how hard Afterimage reads; search is not held back.',
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
  },
} as const;
