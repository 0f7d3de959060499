/** What a person typed → what to do. Pure; the table of commands is the whole grammar. */
import { parseArgs } from 'node:util';
import type { AnnotationChange, LabelRename } from '../engine/contract/annotations.ts';
import { Strictness } from '../engine/contract/library.ts';
import type { SetAsideCode } from '../engine/contract/messages/engine.ts';
import { messages } from '../engine/contract/messages/index.ts';
import { Region } from '../engine/contract/search.ts';
import type { SettingsChange } from '../engine/contract/settings.ts';
import { changeOf, renameOf } from './mark-options.ts';
import { type PauseFor, pauseForOf, reasonOf, settingsChangeOf } from './steering-options.ts';
import { UsageError, wholeNumber } from './usage.ts';

const texts = messages.cli;

export { UsageError };

type Flag = { readonly type: 'string' | 'boolean'; readonly multiple?: boolean };
type Grammar = { readonly flags: Readonly<Record<string, Flag>>; readonly most: number };

const library = { library: { type: 'string' } } as const;
const answer = { ...library, json: { type: 'boolean' } } as const;
const limit = { limit: { type: 'string' } } as const;

const commands = {
  index: { flags: answer, most: Number.POSITIVE_INFINITY },
  search: {
    flags: {
      ...answer,
      ...limit,
      strictness: { type: 'string' },
      like: { type: 'string', multiple: true },
      unlike: { type: 'string', multiple: true },
    },
    most: 1,
  },
  similar: { flags: { ...answer, ...limit }, most: 1 },
  mark: {
    flags: {
      ...answer,
      rating: { type: 'string' },
      favourite: { type: 'boolean' },
      'no-favourite': { type: 'boolean' },
      caption: { type: 'string' },
      'no-caption': { type: 'boolean' },
      tag: { type: 'string', multiple: true },
      untag: { type: 'string', multiple: true },
      album: { type: 'string', multiple: true },
      'leave-album': { type: 'string', multiple: true },
    },
    most: Number.POSITIVE_INFINITY,
  },
  'write-sidecars': {
    flags: { ...answer, query: { type: 'string' }, strictness: { type: 'string' } },
    most: Number.POSITIVE_INFINITY,
  },
  'rename-tag': { flags: answer, most: 2 },
  'rename-album': { flags: answer, most: 2 },
  retry: {
    flags: { ...answer, reason: { type: 'string' } },
    most: Number.POSITIVE_INFINITY,
  },
  pause: { flags: { ...answer, for: { type: 'string' } }, most: 0 },
  resume: { flags: answer, most: 0 },
  settings: { flags: answer, most: Number.POSITIVE_INFINITY },
  undo: { flags: answer, most: 0 },
  labels: { flags: answer, most: 0 },
  status: { flags: { ...answer, all: { type: 'boolean' } }, most: 0 },
  check: { flags: answer, most: 0 },
  folders: { flags: answer, most: 0 },
  remove: { flags: answer, most: 1 },
  relocate: { flags: answer, most: 2 },
  forget: { flags: { ...answer, yes: { type: 'boolean' } }, most: 1 },
  serve: {
    flags: { ...library, port: { type: 'string' }, 'no-open': { type: 'boolean' } },
    most: Number.POSITIVE_INFINITY,
  },
  evaluate: {
    flags: {
      json: { type: 'boolean' },
      language: { type: 'string' },
      model: { type: 'string' },
      candidates: { type: 'string' },
      distractors: { type: 'string' },
    },
    most: 1,
  },
} as const satisfies Record<string, Grammar>;
export type CommandName = keyof typeof commands;

export type Command =
  | { readonly name: 'help' | 'version' }
  | ({ readonly name: 'index'; readonly folders: readonly string[] } & Answering)
  | ({
      readonly name: 'search';
      readonly text: string;
      readonly like: readonly LikeFile[];
      readonly unlike: readonly string[];
      readonly limit: number;
      readonly strictness: Strictness;
    } & Answering)
  | ({ readonly name: 'similar'; readonly file: string; readonly limit: number } & Answering)
  | ({
      readonly name: 'mark';
      readonly files: readonly string[];
      readonly change: AnnotationChange;
    } & Answering)
  | ({
      readonly name: 'write-sidecars';
      /** Files and folders. */
      readonly places: readonly string[];
      readonly query: string | undefined;
      readonly strictness: Strictness;
    } & Answering)
  | ({ readonly name: 'rename-tag' | 'rename-album'; readonly rename: LabelRename } & Answering)
  | ({
      readonly name: 'retry';
      readonly files: readonly string[];
      readonly reason: SetAsideCode | undefined;
    } & Answering)
  | ({ readonly name: 'pause'; readonly length: PauseFor } & Answering)
  | ({ readonly name: 'settings'; readonly change: SettingsChange | undefined } & Answering)
  | ({ readonly name: 'status'; readonly all: boolean } & Answering)
  | ({ readonly name: 'resume' } & Answering)
  | ({ readonly name: 'check' | 'undo' | 'labels' | 'folders' } & Answering)
  | ({ readonly name: 'remove'; readonly folder: string } & Answering)
  | ({ readonly name: 'relocate'; readonly from: string; readonly to: string } & Answering)
  | ({
      readonly name: 'forget';
      /** Everything that is hidden where none is named. */
      readonly folder: string | undefined;
      /** Not asked once more. */
      readonly sure: boolean;
    } & Answering)
  | {
      readonly name: 'serve';
      readonly folders: readonly string[];
      readonly library: string | undefined;
      /** 0: the library's usual one. */
      readonly port: number;
      readonly open: boolean;
    }
  | {
      readonly name: 'evaluate';
      readonly captionsFile: string;
      readonly json: boolean;
      readonly language: string;
      readonly model: string | undefined;
      readonly candidates: number | undefined;
      readonly distractors: string | undefined;
    };
/** A picture or video, or a part of a picture. */
export type LikeFile = { readonly file: string; readonly region?: Region };
type Answering = { readonly library: string | undefined; readonly json: boolean };

/** Throws UsageError. Paths stay as they were typed. */
export function parseCommandLine(parameters: readonly string[]): Command {
  const [name, ...rest] = parameters;
  const known = Object.keys(commands).join(', ');
  if (name === undefined) throw new UsageError(texts.noCommand(known));
  if (name === '--help' || name === '-h' || name === 'help') return { name: 'help' };
  if (name === '--version') return { name: 'version' };
  if (!Object.hasOwn(commands, name)) {
    throw new UsageError(
      name.startsWith('-')
        ? texts.unknownOption(name, 'afterimage')
        : texts.unknownCommand(name, known),
    );
  }
  const command = name as CommandName;
  const { one, several, words, help } = readTokens(command, rest);
  return help ? { name: 'help' } : commandOf(command, one, several, words);
}

function commandOf(
  name: CommandName,
  one: ReadonlyMap<string, string>,
  several: ReadonlyMap<string, readonly string[]>,
  words: readonly string[],
): Command {
  const answering = { library: one.get('library'), json: one.has('json') };
  const [first] = words;
  switch (name) {
    case 'index':
      if (first === undefined) throw new UsageError(texts.missing.folder);
      return { name, folders: words, ...answering };
    case 'search': {
      const [like = [], unlike = []] = [several.get('like'), several.get('unlike')];
      if (first === undefined && like.length + unlike.length === 0) {
        throw new UsageError(texts.missing.text);
      }
      return {
        name,
        text: first ?? '',
        like: like.map(likeFileOf),
        unlike,
        limit: limitOf(one),
        strictness: strictnessOf(one.get('strictness')),
        ...answering,
      };
    }
    case 'similar':
      if (first === undefined) throw new UsageError(texts.missing.file);
      return { name, file: first, limit: limitOf(one), ...answering };
    case 'mark':
      if (first === undefined) throw new UsageError(texts.missing.marked);
      return { name, files: words, change: changeOf(one, several), ...answering };
    case 'write-sidecars': {
      const query = one.get('query');
      if (first === undefined && query === undefined) throw new UsageError(texts.missing.sidecars);
      const strictness = strictnessOf(one.get('strictness'));
      return { name, places: words, query, strictness, ...answering };
    }
    case 'rename-tag':
    case 'rename-album':
      return { name, rename: renameOf(name, words), ...answering };
    case 'retry': {
      const reason = reasonOf(one.get('reason'));
      if (reason !== undefined && first !== undefined) throw new UsageError(texts.filesOrReason);
      return { name, files: words, reason, ...answering };
    }
    case 'pause':
      return { name, length: pauseForOf(one.get('for')), ...answering };
    case 'settings':
      return { name, change: settingsChangeOf(words), ...answering };
    case 'status':
      return { name, all: one.has('all'), ...answering };
    case 'resume':
      return { name, ...answering };
    case 'check':
    case 'undo':
    case 'labels':
    case 'folders':
      return { name, ...answering };
    case 'remove':
      if (first === undefined) throw new UsageError(texts.missing.removed);
      return { name, folder: first, ...answering };
    case 'relocate': {
      const [, to] = words;
      if (first === undefined || to === undefined) throw new UsageError(texts.missing.relocated);
      return { name, from: first, to, ...answering };
    }
    case 'forget':
      return { name, folder: first, sure: one.has('yes'), ...answering };
    case 'serve': {
      const port = wholeNumber(one, 'port', 0, 65_535) ?? 0;
      return { name, folders: words, library: one.get('library'), port, open: !one.has('no-open') };
    }
    case 'evaluate':
      if (first === undefined) throw new UsageError(texts.missing.captions);
      return {
        name,
        captionsFile: first,
        json: one.has('json'),
        language: one.get('language') ?? 'en',
        model: one.get('model'),
        candidates: wholeNumber(one, 'candidates', 1, 10_000_000),
        distractors: one.get('distractors'),
      };
  }
}

/**
 * `beach.jpg`, or a part of it as `beach.jpg#xywh=percent:10,20,50,50` (W3C Media Fragments): left, top,
 * width, height. Of a file whose own name ends like that only parts can be given.
 */
function likeFileOf(text: string): LikeFile {
  const found = /^(.+)#xywh=percent:([\d.]+),([\d.]+),([\d.]+),([\d.]+)$/.exec(text);
  if (found === null) return { file: text };
  const [, file = '', ...percents] = found;
  const [left, top, width, height] = percents.map((percent) => Number(percent) / 100);
  const region = Region.safeParse({ left, top, width, height });
  if (!region.success) throw new UsageError(texts.notARegion(text));
  return { file, region: region.data };
}

function strictnessOf(value = 'normal'): Strictness {
  const asNumber = /^[\d.]+$/.test(value) ? Number(value) : value;
  const parsed = Strictness.safeParse(asNumber);
  if (!parsed.success) throw new UsageError(texts.notAStrictness(value));
  return parsed.data;
}

/** parseArgs tokenises; we judge, since its own errors are paragraphs. */
function readTokens(command: CommandName, rest: readonly string[]) {
  const grammar: Grammar = commands[command];
  const { tokens } = parseArgs({
    args: [...rest],
    options: grammar.flags,
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  const one = new Map<string, string>();
  const several = new Map<string, string[]>();
  const words: string[] = [];
  let help = false;
  for (const token of tokens) {
    if (token.kind === 'positional') {
      if (words.length >= grammar.most) {
        throw new UsageError(
          command === 'search'
            ? texts.unexpectedWord(token.value)
            : texts.unexpectedArgument(token.value, command),
        );
      }
      words.push(token.value);
    }
    if (token.kind !== 'option') continue;
    const flag = Object.hasOwn(grammar.flags, token.name) ? grammar.flags[token.name] : undefined;
    if (token.rawName === '--help' || token.rawName === '-h') {
      help = true;
    } else if (flag === undefined || !token.rawName.startsWith('--')) {
      throw new UsageError(texts.unknownOption(token.rawName, command));
    } else if (flag.type === 'boolean') {
      if (token.value !== undefined) {
        throw new UsageError(texts.takesNoValue(token.rawName, token.value));
      }
      one.set(token.name, '');
    } else if (token.value === undefined || token.value === '' || isForgotten(token)) {
      throw new UsageError(texts.needsValue(token.rawName));
    } else if (flag.multiple) {
      several.set(token.name, [...(several.get(token.name) ?? []), token.value]);
    } else {
      one.set(token.name, token.value);
    }
  }
  return { one, several, words, help };
}

/**
 * `--library --json`: the next option is no folder, unless `--library=--json` says so. A negative
 * number is judged as one.
 */
function isForgotten(token: { readonly value: string; readonly inlineValue: boolean }): boolean {
  return !token.inlineValue && /^-(?!\d)/.test(token.value);
}

function limitOf(one: ReadonlyMap<string, string>): number {
  return wholeNumber(one, 'limit', 1, 100_000) ?? 20;
}
