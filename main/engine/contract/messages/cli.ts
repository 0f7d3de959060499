/** What the command line says. */

import { folderMessages, type HiddenWords } from './folders.ts';

const count = (number: number, one: string, many: string): string =>
  `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
const files = (number: number) => count(number, 'file', 'files');
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

type LabelCount = { readonly name: string; readonly items: number };

export const cliMessages = {
  usage: `Afterimage finds your own photos and videos by description, on your own computer.

  index <folder>… [--library DIR] [--json]
      Index folders; ends when nothing of them is waiting. Ends a pause of indexing.
  search <text> [--like FILE]… [--unlike FILE]… [--strictness S] [--limit N]
         [--library DIR] [--json]
      Find by words, by example files, or by both: "dog on a beach -people date:2021..".
      --like FILE#xywh=percent:10,20,50,40 is a part of a picture: left, top, width, height.
      "pours coffee >> drinks it" finds videos that show one and then the other.
      --strictness says what counts as a match: loose, normal, strict, all, or a score from 0 to 1.
      docs/query-language.md tells all. Put -- before a text that begins with -.
  similar <file> [--limit N] [--library DIR] [--json]
      Find what looks like a photo or video: copies of it, near duplicates, then what is like it.
      The file itself is left out.
  mark <file>… [--rating 0-5] [--favourite | --no-favourite] [--caption TEXT | --no-caption]
       [--tag TAG]… [--untag TAG]… [--album NAME]… [--leave-album NAME]…
       [--library DIR] [--json]
      Rate and tag photos and videos of the library. "places/italy" is a tag below "places".
  rename-tag <old> <new> [--library DIR] [--json]
  rename-album <old> <new> [--library DIR] [--json]
      Call a tag, with all that is below it, or an album otherwise, wherever it is.
  write-sidecars <file|folder>… [--query TEXT] [--strictness S] [--library DIR] [--json]
      Write ratings, tags, captions and albums into XMP sidecars beside your files, where other
      programs read them: photo.jpg.xmp. What others wrote there stays, and no photo is touched.
      --query takes all that a query finds well: 'rating:4', 'tag:italy'.
  undo [--library DIR] [--json]
      Take back the last change of ratings, tags, captions and albums, as a whole.
  labels [--library DIR] [--json]
      List tags and albums.
  status [--all] [--library DIR] [--json]
      Every file in one of four states, by folder; why files were set aside (ten of each reason,
      or --all), why nothing is read, and how long reading will take.
  retry [file…] [--reason CODE] [--library DIR] [--json]
      Try files that were set aside once more: these, all of a reason, or all.
  pause [--for 2h|90m|tomorrow] [--library DIR] [--json]
  resume [--library DIR] [--json]
      Pause indexing, also over a restart, and go on.
  settings [set NAME VALUE] [--library DIR] [--json]
      What is set: when to read (schedule), on battery or not (battery), how many cores (cores), and
      for how many days what is hidden is kept (keepHiddenDays).
  check [--library DIR] [--json]
      Verify the library.
  folders [--library DIR] [--json]
      List the watched folders, and those that were removed and until when they are kept.
  remove <folder> [--library DIR] [--json]
      Stop watching a folder. What only it held is hidden and kept for a while; "index" brings it
      back. No file is touched.
  relocate <old folder> <new folder> [--library DIR] [--json]
      A watched folder was moved: its files are known at their new place, and nothing is read.
  forget [folder] [--yes] [--library DIR] [--json]
      Forget what is hidden now: all of it, or what only a removed folder held. Asks before.
  serve [folder…] [--port N] [--no-open] [--library DIR]
      Open the library in the browser; Ctrl-C ends it.
  evaluate <captions.jsonl> [--language CODE] [--model NAME] [--candidates N]
           [--distractors DIR] [--json]
      Measure the model: Recall@1, 5 and 10 over captioned photos.

  --help, --version

The library lies at --library, else at AFTERIMAGE_LIBRARY, else in the system's data folder.
`,
  nothingMatches: () => 'Nothing here matches well; these are the nearest.',
  weakerFrom: (rank: number) => `From number ${rank} on the matches are weaker.`,
  error: (message: string) => `afterimage: ${message}`,
  usageError: (problem: string) => `afterimage: ${problem} (afterimage --help tells more)`,
  noCommand: (known: string) => `Which command? There are ${known}`,
  unknownCommand: (name: string, known: string) =>
    `There is no command "${name}"; there are ${known}`,
  unknownOption: (option: string, command: string) => `${command} does not know ${option}`,
  unexpectedArgument: (argument: string, command: string) =>
    `${command} does not expect "${argument}"`,
  unexpectedWord: (argument: string) =>
    `search does not expect "${argument}"; put a query of several words in quotes`,
  needsValue: (option: string) => `${option} needs a value`,
  takesNoValue: (option: string, value: string) => `${option} takes no value, not "${value}"`,
  notARegion: (value: string) =>
    `--like "${value}": the part is left, top, width and height in percent, and lies in the picture`,
  notAStrictness: (value: string) =>
    `--strictness is loose, normal, strict, all, or a number from 0 to 1, not "${value}"`,
  notALabel: (problem: string) => `mark: ${problem}`,
  opposites: (one: string, other: string) => `mark takes ${one} or ${other}, not both`,
  notANumber: (option: string, value: string, least: number, most: number) =>
    `${option} is a whole number from ${least} to ${most}, not "${value}"`,
  missing: {
    folder: 'index needs a folder',
    text: 'search needs a text or --like FILE',
    file: 'similar needs a file',
    captions: 'evaluate needs a captions file',
    marked: 'mark needs a file',
    names: (command: string) => `${command} needs the old name and the new one`,
    sidecars: 'write-sidecars needs a file, a folder or --query TEXT',
    removed: 'remove needs a folder',
    relocated: 'relocate needs the folder where it was and where it is now',
    change: 'mark needs something to change: --rating, --tag, --album and so on',
  },
  folders: (
    watched: readonly {
      readonly path: string;
      readonly files: number;
      readonly offline: boolean;
      readonly lookedThrough?: string | undefined;
    }[],
    removed: readonly (HiddenWords & { readonly path: string })[],
  ) =>
    [
      ...(watched.length + removed.length === 0 ? ['No folders.'] : []),
      ...watched.map(
        (each) =>
          `${each.path}  ${files(each.files)}${each.offline ? ', cannot be reached now' : ''}${each.lookedThrough === undefined ? '' : `\n  ${each.lookedThrough}`}`,
      ),
      ...removed.map((each) => `${each.path}  removed: ${folderMessages.kept(each)}`),
    ].join('\n'),
  removed: (path: string, hidden: HiddenWords) =>
    `${path} is not watched any more. ${folderMessages.hidden(hidden)}`,
  notWatched: (path: string, known: readonly string[]) =>
    `${path} is not a watched folder. ${known.length === 0 ? 'There is none.' : `Watched are: ${known.join(', ')}`}`,
  notRemoved: (path: string, known: readonly string[]) =>
    `${path} is not a folder that was removed. ${known.length === 0 ? 'There is none.' : `Removed were: ${known.join(', ')}`}`,
  askToForget: (what: string) => `${what}\nForget them? [y/N] `,
  sayYes: (what: string) => `${what} Say that you mean it with --yes`,
  nothingForgotten: () => 'Nothing was forgotten.',
  hidden: (items: number) => `${folderMessages.photos(items)} hidden.`,
  noLibrary: (path: string) =>
    `There is no library at ${path}. Make one with: afterimage index <folder>`,
  interrupted: () => 'Stopped. What is done is kept; run the same command again to go on.',
  ownerGone: () => 'The engine that was asked has ended; going on by myself.',
  closing: (detail: string) => `closing: ${detail}`,
  progress: (
    done: number,
    seen: number,
    filesPerSecond: number,
    setAside: number,
    reading: string,
  ) =>
    [
      `${done.toLocaleString('en')} of ${files(seen)}`,
      ...(filesPerSecond > 0 ? [`${filesPerSecond.toFixed(1)} a second`] : []),
      ...(setAside > 0 ? [`${setAside.toLocaleString('en')} set aside`] : []),
      ...(reading === '' ? [] : [reading]),
    ].join(' · '),
  scanning: (seen: number) => `Looking through the folders: ${files(seen)} so far`,
  resembling: (path: string, folder: string) =>
    `${path} holds the files of ${folder}, which cannot be reached now. If it was moved there, say so: afterimage relocate ${folder} ${path}`,
  resumed: () => 'Indexing was paused in the program that is open; it goes on now.',
  indexed: (seen: number, encoded: number, reused: number, setAside: number, tookMs: number) =>
    `${files(seen)}: ${encoded.toLocaleString('en')} encoded, ${reused.toLocaleString('en')} already known, ${setAside.toLocaleString('en')} set aside; ${seconds(tookMs)}`,
  setAside: (path: string, reason: string) => `  ${path}\n    ${reason}`,
  nothingFound: () => 'Nothing found.',
  result: (
    rank: number,
    score: number | null,
    path: string,
    {
      time,
      likeness,
    }: { time: string | null; likeness: 'same' | 'near' | 'similar' | 'other' | undefined },
  ) => {
    const percent = score === null ? '' : `${(score * 100).toFixed(0).padStart(3)} %  `;
    const at = time === null ? '' : `  at ${time}`;
    const notes = {
      same: '  (the same file)',
      near: '  (a near duplicate)',
      similar: '  (similar)',
      other: '',
    };
    const note = likeness === undefined ? '' : notes[likeness];
    return `${String(rank).padStart(3)}  ${percent}${path}${at}${note}`;
  },
  copy: (path: string) => `     also at ${path}`,
  marked: (items: number) => `${count(items, 'photo or video', 'photos and videos')} changed.`,
  sidecars: (result: {
    readonly written: number;
    readonly unchanged: number;
    readonly refused: number;
  }) =>
    `${count(result.written, 'sidecar', 'sidecars')} written, ${result.unchanged.toLocaleString('en')} had nothing to add, ${result.refused.toLocaleString('en')} not written`,
  undone: (items: number) =>
    `Taken back on ${count(items, 'photo or video', 'photos and videos')}.`,
  labels: (tags: readonly LabelCount[], albums: readonly LabelCount[]) =>
    [
      ...(tags.length + albums.length === 0 ? ['No tags and no albums.'] : []),
      ...tags.map(({ name, items }) => `tag    ${name} (${items.toLocaleString('en')})`),
      ...albums.map(({ name, items }) => `album  ${name} (${items.toLocaleString('en')})`),
    ].join('\n'),
  statusLines: {
    states: (
      seen: number,
      states: { waiting: number; reading: number; done: number; setAside: number },
    ) =>
      `${files(seen)}: ${states.done.toLocaleString('en')} done, ${states.waiting.toLocaleString('en')} waiting, ${states.reading.toLocaleString('en')} being read, ${states.setAside.toLocaleString('en')} set aside`,
    offline: (offline: number) => `${files(offline)} on folders that cannot be reached now`,
    items: (items: number, moments: number) =>
      `${count(items, 'photo or video', 'photos and videos')}, ${count(moments, 'moment', 'moments')}`,
    folder: (path: string, offline: boolean, states: string) =>
      `${path}${offline ? ' (cannot be reached now)' : ''}\n  ${states}`,
    work: (filesPerSecond: number, left: string | null) =>
      [
        'Reading',
        ...(filesPerSecond > 0 ? [`${filesPerSecond.toFixed(1)} files a second`] : []),
        ...(left === null ? [] : [left]),
      ].join(' · '),
    reading: (path: string, share: number | null) =>
      `  ${path}${share === null ? '' : ` (${Math.floor(share * 100)} %)`}`,
    reason: (number: number, title: string, code: string) => `${title} (${code}): ${files(number)}`,
    more: (number: number) => `  and ${number.toLocaleString('en')} more; --all lists them`,
  },
  sampled: (videos: number) =>
    `${count(videos, 'large video', 'large videos')} known by samples, to be read whole when nothing else is to do`,
  retried: (number: number) =>
    number === 0
      ? 'Nothing is set aside that could be tried again.'
      : `${files(number)} tried again.`,
  because: (hold: string) => `${hold}: the files wait until then.`,
  filesOrReason: 'retry takes files or --reason, not both',
  notAReason: (value: string, known: string) =>
    `There is no reason "${value}" for setting files aside; there are ${known}`,
  notAPause: (value: string) => `--for is a time such as 90m or 2h, or tomorrow, not "${value}"`,
  settingsUsage:
    'settings takes nothing, or: set NAME VALUE; exclude takes several values, or none',
  setting: (name: string, value: string, about: string) =>
    `${name.padEnd(10)} ${value.padEnd(14)} ${about}`,
  goesOn: 'Indexing goes on.',
  notSearched: (sentence: string) => `${sentence}.`,
  checkedWell: () => 'The library is sound.',
  problem: (kind: string, what: string) => `${kind}: ${what}`,
  checkedBadly: (problems: number) => `${count(problems, 'problem', 'problems')} found.`,
  serving: (libraryPath: string) => `Opening the library ${libraryPath}`,
  sharing: () =>
    'Another Afterimage runs on this library; using its engine, and taking over when it ends.',
  tookOver: () => 'The other Afterimage has ended; this one goes on.',
  stopHint: () => 'Ctrl-C ends Afterimage.',
  cannotOpenBrowser: (detail: string) =>
    `The browser could not be opened (${detail}). Open the address yourself.`,
  ready: (url: string) => `ready ${url}`,
  evaluation: (photos: number, captions: number, candidates: number) =>
    `${count(photos, 'photo', 'photos')}, ${count(captions, 'caption', 'captions')}, ${count(candidates, 'candidate', 'candidates')} rescored`,
  evaluationRow: (way: string, r1: number, r5: number, r10: number) =>
    `  ${way.padEnd(8)}R@1 ${r1.toFixed(1).padStart(5)}  R@5 ${r5.toFixed(1).padStart(5)}  R@10 ${r10.toFixed(1).padStart(5)}`,
  textToImage: 'text → image',
  imageToText: 'image → text',
  noModel: (name: string) => `There is no model "${name}".`,
} as const;
