/** Every string of the page. */
import { count, plural } from './counts.ts';
import { pageActivityMessages } from './page-activity.ts';
import { annotationMessages } from './page-annotations.ts';

export const pageMessages = {
  appName: 'Afterimage',
  unknownError: (detail: string) => `Something went wrong: ${detail}`,
  close: 'Close',
  cancel: 'Cancel',
  retry: 'Try again',

  search: {
    label: 'Search photos and videos',
    placeholder: 'Describe what you are looking for',
    placeholderWithChips: 'Add words',
    clear: 'Clear the search',
    choosePicture: 'Search with a picture',
    likeChip: 'Like this',
    unlikeChip: 'Not like this',
    partChip: 'Part of a picture',
    pictureChip: 'Picture',
    chips: 'Pictures in the search',
    removeChip: (name: string) => `Remove “${name}” from the search`,
    dropHere: 'Drop a picture to find others like it',
    dropDetail: 'It is used for this search alone and not added to the library.',
    notAPicture: (name: string) => `“${name}” is not a picture.`,
    cannotRead: (name: string) => `“${name}” cannot be read. Drop a single picture file.`,
    searching: 'Searching…',
    pageTitle: (words: string) => `${words} · Afterimage`,
    foundAll: (items: number) => `${plural(items, 'photo or video', 'photos and videos')}`,
    foundRanked: (items: number, nearDuplicates = 0) =>
      nearDuplicates === 0
        ? `${plural(items, 'result', 'results')}, best first`
        : `${plural(items, 'result', 'results')}, ${plural(nearDuplicates, 'near duplicate', 'near duplicates')} first`,
    foundMatching: (items: number) =>
      `${plural(items, 'result matches', 'results match')} well, best first`,
  },

  fold: {
    show: (items: number) => `Show ${plural(items, 'weaker match', 'weaker matches')}`,
    hide: 'Hide the weaker matches',
    noneTitle: 'Nothing here matches well',
    noneDetail: 'Other words may find it. The nearest of what is there are a guess.',
    showNearest: 'Show the nearest',
    strictness: 'Results must match',
    strictnesses: {
      loose: 'Loosely',
      normal: 'Well',
      strict: 'Very well',
      all: 'Not at all: show everything',
    },
  },

  grid: {
    label: 'Photos and videos',
    photo: (position: number, total: number) => `Photo, ${count(position)} of ${count(total)}`,
    video: (position: number, total: number) => `Video, ${count(position)} of ${count(total)}`,
    videoAt: (time: string, position: number, total: number) =>
      `Video at ${time}, ${count(position)} of ${count(total)}`,
    nearDuplicate: 'Near duplicate',
    near: (label: string) => `Near duplicate. ${label}`,
    moreLikeThis: 'More like this',
    yes: 'More of these',
    no: 'Less of these',
    select: 'Select',
    newResults: 'Show new results',
  },

  viewer: {
    label: (name: string) => `Viewer: ${name}`,
    loading: 'Loading',
    previous: 'Previous',
    next: 'Next',
    moreLikeThis: 'More like this',
    area: 'Search with a part of this photo',
    areaHelp: 'Draw a box around what you are looking for, or move it with the arrow keys.',
    areaBox: 'The part to search with',
    areaValue: (area: { left: number; top: number; width: number; height: number }) => {
      const percent = (share: number) => `${Math.round(share * 100)} %`;
      return `${percent(area.left)} from the left, ${percent(area.top)} from the top, ${percent(area.width)} wide, ${percent(area.height)} high`;
    },
    areaSearch: 'Search',
    details: 'Details',
    reveal: (platform: string) =>
      platform === 'darwin'
        ? 'Show in Finder'
        : platform === 'win32'
          ? 'Show in Explorer'
          : 'Show in folder',
    playMotion: 'Play the motion',
    motionOf: (name: string) => `The moment around ${name}`,
    motionFailed: 'The video inside this photo cannot be played.',
    play: 'Play',
    pause: 'Pause',
    mute: 'Mute',
    unmute: 'Unmute',
    position: 'Position in the video',
    positionOf: (time: string, duration: string) => `${time} of ${duration}`,
    moments: 'Moments of this video',
    moment: (time: string) => `Moment at ${time}`,
    foundMoment: (time: string) => `Found moment at ${time}`,
    photoFailed: 'This photo cannot be shown. The file may be damaged or out of reach.',
    videoFailed: 'This video cannot be played. The file may be damaged or out of reach.',
    gone: 'This item is no longer in the library.',
    offline: 'Offline',
    offlineDetail: 'The drive that holds this file is not connected. You see a small preview.',
    of: (position: number, total: number) => `${count(position)} of ${count(total)}`,
    /** Read out at each step; position 0: it is not in the ranking. */
    shown: (name: string, position: number, total: number) =>
      position === 0 ? name : `${name}, ${count(position)} of ${count(total)}`,
    name: 'Name',
    capturedAt: 'Taken',
    title: 'Title',
    camera: 'Camera',
    lens: 'Lens',
    exposure: 'Exposure',
    size: 'Size',
    dimensions: 'Dimensions',
    pixels: (width: number, height: number, megapixels: string) =>
      `${count(width)} × ${count(height)} (${megapixels} megapixels)`,
    videoPixels: (width: number, height: number) => `${count(width)} × ${count(height)}`,
    duration: 'Duration',
    place: 'Place',
    match: 'Match',
    matchPercent: (percent: number) => `${percent} %`,
    paths: (places: number) => (places === 1 ? 'Where it lies' : `Lies in ${count(places)} places`),
  },

  annotations: annotationMessages,
  activity: pageActivityMessages,

  folders: {
    title: 'Folders',
    open: 'Folders',
    intro:
      'Afterimage watches these folders. It only reads them; XMP sidecars are written beside your files when you ask for them.',
    none: 'No folders yet.',
    files: (files: number) => plural(files, 'file', 'files'),
    offline: 'not connected',
    add: 'Add a folder…',
    remove: (path: string) => `Stop watching ${path}`,
    removeTitle: 'Stop watching this folder?',
    removeConfirm: 'Stop watching',
    offlineHint: 'If it was moved, add it at its new place: nothing is read again.',
    removed: 'Not watched any more',
    bringBack: 'Bring back',
    bringBackNamed: (path: string) => `Bring back ${path}`,
    broughtBack: (path: string) => `${path} is watched again.`,
    forget: 'Forget…',
    forgetNamed: (path: string) => `Forget ${path}…`,
    forgetAll: 'Forget all…',
    forgetTitle: 'Forget for good?',
    forgetConfirm: 'Forget',
    keepHidden: 'Keep what is hidden for',
    days: (days: number) => (days === 365 ? 'a year' : plural(days, 'day', 'days')),
    forGood: 'good',
    keepShorterTitle: 'Keep it for a shorter time?',
    keepShorter: (time: string) =>
      `What has been hidden for longer than ${time} is forgotten for good, with tags, ratings and captions. No file is touched.`,
    keepShorterConfirm: 'Keep it shorter',
    movedTitle: 'Was this folder moved?',
    movedDetail: (from: string, to: string) =>
      `${to} holds the files of ${from}, which cannot be reached now. If it was moved here, its photos and videos are known at once. If this is another copy, both stay in the list.`,
    movedYes: 'It was moved',
    movedNo: 'It is a copy',
    addTitle: 'Add a folder',
    addDetail: 'Everything inside is found, also in folders within it. Files are only read.',
    path: 'Path of the folder',
    go: 'Go',
    up: (path: string) => `Up to ${path}`,
    inside: (path: string) => `Folders in ${path}`,
    noneInside: 'There are no folders inside this one.',
    addThis: (name: string) => `Add “${name}”`,
  },

  progress: {
    bar: 'Indexed files',
    indexed: (done: number, seen: number) => `Indexed ${count(done)} of ${count(seen)}`,
    speed: (speed: string) => `${speed} a second`,
    reading: (name: string) => `reading ${name}`,
    scanning: (seen: number) =>
      `Looking through your folders: ${plural(seen, 'file', 'files')} so far`,
    upToDate: (items: number) =>
      `${plural(items, 'photo or video', 'photos and videos')}, up to date`,
    nothing: 'Nothing to index yet',
    setAside: (files: number) => `${count(files)} set aside`,
    readNow: 'Read now',
    offline: (files: number) => `${count(files)} offline`,
    pause: 'Pause indexing',
    resume: 'Resume indexing',
    connecting: 'Connecting…',
    lost: 'Connection lost, reconnecting…',
    lostDetail: 'Afterimage’s engine does not answer. What you see may be out of date.',
  },

  about: {
    title: 'About Afterimage',
    loading: 'Asking the engine…',
    version: (version: string) => `Version ${version}`,
    promise: 'Your photos and videos never leave this computer.',
    library: 'Library',
    model: 'Model',
    modelLine: (title: string, version: string, bits: number) =>
      `${title}, version ${version}, ${bits}-bit codes`,
    licence: 'Licence of the model',
    notice: 'Notices',
    ffmpeg: 'FFmpeg',
    ffmpegLine: (version: string, licence: string) => `${version}, ${licence}`,
    configuration: 'Configuration',
    code: 'Afterimage’s own code is under the Apache License 2.0.',
  },

  menu: {
    label: 'Menu',
    theme: 'Appearance',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    shortcuts: 'Keyboard shortcuts and search',
    about: 'About Afterimage',
  },

  shortcuts: {
    title: 'Keyboard shortcuts and search',
    search: 'Search',
    asking: 'In the search bar',
    grid: 'Grid',
    viewer: 'Viewer',
    rows: {
      search: [
        { keys: ['/'], what: 'Go to the search bar' },
        { keys: ['Esc'], what: 'Clear the search' },
        { keys: ['↓'], what: 'From the search bar into the results' },
        { keys: ['!'], what: 'Activity: what is read, and what could not be' },
        { keys: ['Ctrl ,'], what: 'Settings' },
        { keys: ['?'], what: 'Show these shortcuts' },
      ],
      asking: [
        { keys: ['-people', '-"red car"'], what: 'Without' },
        { keys: ['"two dogs"', 'beach^2'], what: 'One description; counts twice' },
        { keys: ['kind:video'], what: 'Only videos, or kind:photo' },
        { keys: ['date:2021', 'date:2019..2020-06'], what: 'When it was taken' },
        { keys: ['folder:italy', 'name:IMG_20'], what: 'By what it is called' },
        { keys: ['camera:canon', 'lens:35mm'], what: 'By what it was taken with' },
        {
          keys: ['tag:dogs', 'album:"Italy 2019"', 'rating:4', 'is:favourite'],
          what: 'By what you added',
        },
        { keys: ['length:1m..', 'size:5MB..'], what: 'How long, how large' },
        { keys: ['pours >> drinks', 'within:30s'], what: 'First this, then that, in one video' },
      ],
      grid: [
        { keys: ['←', '→', '↑', '↓'], what: 'Move' },
        { keys: ['Home', 'End'], what: 'First and last in the row' },
        { keys: ['Ctrl Home', 'Ctrl End'], what: 'First and last of all' },
        { keys: ['Page Up', 'Page Down'], what: 'A window up or down' },
        { keys: ['Enter'], what: 'Open' },
        { keys: ['M'], what: 'More like this' },
        { keys: ['+', '-'], what: 'In a search: more of these, less of these' },
        { keys: ['X', 'Shift X', 'Ctrl A'], what: 'Select; up to here; all' },
        { keys: ['Ctrl Z'], what: 'Take back the last change of tags, ratings and so on' },
      ],
      viewer: [
        { keys: ['←', '→'], what: 'Previous and next' },
        { keys: ['Space'], what: 'Play or pause' },
        { keys: [',', '.'], what: 'Previous and next moment of the video' },
        { keys: ['I'], what: 'Details' },
        { keys: ['M'], what: 'More like this' },
        { keys: ['A'], what: 'Search with a part of the photo' },
        { keys: ['P'], what: 'Play the motion of a motion photo' },
        { keys: ['F', '0', '5'], what: 'Favourite; stars' },
        { keys: ['Esc'], what: 'Close' },
      ],
    },
  },

  welcome: {
    title: 'Find your photos and videos by describing them',
    detail:
      'Choose a folder to begin. Afterimage looks through it and you can search at once, while it is still reading.',
    add: 'Add a folder…',
    points: [
      [
        'Nothing leaves this computer',
        'No account, no upload, no network. It works with the cable pulled.',
      ],
      ['Your files are only read', 'Nothing is moved, changed or deleted.'],
      ['Right to the moment', 'Videos open at the second that matches.'],
    ],
  },

  empty: {
    startingTitle: 'Reading your first pictures',
    startingDetail:
      'They appear here as they are read. You can search as soon as the first ones are in.',
    heldDetail: 'When reading goes on, your pictures appear here.',
    nothingTitle: 'No photos or videos here yet',
    nothingDetail:
      'The folders you added hold none that Afterimage can read. New files appear by themselves.',
    noResultsTitle: 'Nothing found',
    noResultsDetail:
      'Try other words, or fewer. Results also grow while your folders are being read.',
    failedTitle: 'The search did not work',
    manageFolders: 'Folders…',
    clearSearch: 'Clear the search',
  },

  units: {
    /** From bytes on, each a thousand of the one before. */
    bytes: ['bytes', 'kB', 'MB', 'GB', 'TB'],
    size: (value: string, unit: string) => `${value} ${unit}`,
    dateAndTime: (date: string, time: string) => `${date}, ${time}`,
    inZone: (time: string, zone: string) => `${time} (${zone})`,
    zone: (offset: string) => `UTC${offset}`,
    ownZone: 'by this computer’s clock',
    focalLength: (mm: string) => `${mm} mm`,
    focalLengths: (mm: string, equivalentMm: string) =>
      `${mm} mm (${equivalentMm} mm on 35 mm film)`,
    aperture: (fNumber: string) => `f/${fNumber}`,
    exposureTime: (seconds: string) => `${seconds} s`,
    iso: (iso: string) => `ISO ${iso}`,
    place: (latitude: string, longitude: string) => `${latitude}, ${longitude}`,
    latitude: (degrees: string, south: boolean) => `${degrees}° ${south ? 'S' : 'N'}`,
    longitude: (degrees: string, west: boolean) => `${degrees}° ${west ? 'W' : 'E'}`,
  },
} as const;
