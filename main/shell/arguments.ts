/**
 * The desktop program's own arguments. `npm start` has the same in both doors, so this reads what
 * `serve` reads; a test holds the two together.
 */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { messages } from '../engine/contract/messages/index.ts';

const texts = messages.cli;
const options = {
  library: { type: 'string' },
  port: { type: 'string' },
  'no-open': { type: 'boolean' },
} as const;

export type ShellArguments = {
  /** Absolute. */
  readonly folders: readonly string[];
  /** Absolute; null: the system's usual place. */
  readonly library: string | null;
  readonly open: boolean;
  readonly help: boolean;
};

/** Exit code 2. `message` is one line and names the argument. */
export class ArgumentsError extends Error {
  constructor(problem: string) {
    super(texts.usageError(problem));
    this.name = 'ArgumentsError';
  }
}

/**
 * `[folder…] [--library DIR] [--port N] [--no-open]`; paths are absolute against the place the
 * person typed them in. The window needs no port: it is judged and left. Throws ArgumentsError.
 */
export function readArguments(
  parameters: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): ShellArguments {
  const place = environment.INIT_CWD || process.cwd();
  const { tokens } = parseArgs({
    args: [...parameters],
    options,
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  const folders: string[] = [];
  let library = environment.AFTERIMAGE_LIBRARY || null;
  let open = true;
  let help = false;
  for (const token of tokens) {
    if (token.kind === 'positional') folders.push(resolve(place, token.value));
    if (token.kind !== 'option') continue;
    const { rawName, value } = token;
    // `--library --no-open`: the next option is no folder, unless `--library=--no-open` says so.
    const isForgotten = !token.inlineValue && /^-(?!\d)/.test(value ?? '');
    if (rawName === '--help' || rawName === '-h') help = true;
    else if (rawName === '--no-open') {
      if (value !== undefined) throw new ArgumentsError(texts.takesNoValue(rawName, value));
      open = false;
    } else if (rawName !== '--library' && rawName !== '--port') {
      throw new ArgumentsError(texts.unknownOption(rawName, 'serve'));
    } else if (value === undefined || value === '' || isForgotten) {
      throw new ArgumentsError(texts.needsValue(rawName));
    } else if (rawName === '--library') library = value;
    else if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) {
      throw new ArgumentsError(texts.notANumber(rawName, value, 0, 65_535));
    }
  }
  return { folders, library: library && resolve(place, library), open, help };
}

const chromiumSwitch =
  /^--(no-sandbox|in-process-gpu|(disable|enable|force|use|ozone|gtk|inspect|log|remote-debugging)(-[\w-]+)?)(=.*)?$/;

/**
 * Electron's argv → what is ours. In a checkout the program's place comes first, after Chromium's
 * switches; packaged, there is none. Switches of Chromium may stand anywhere and are not ours.
 */
export function ownParameters(argv: readonly string[], packaged: boolean): string[] {
  const program = packaged ? 0 : argv.findIndex((part, index) => index > 0 && part[0] !== '-');
  return argv.slice(program + 1).filter((part) => !chromiumSwitch.test(part));
}

/** A name of a folder for what the window keeps, one for each library. */
export function libraryKey(library: string | null): string {
  if (library === null) return 'usual';
  return createHash('sha256').update(library).digest('hex').slice(0, 16);
}
