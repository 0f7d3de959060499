import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseCommandLine } from '../cli/command-line.ts';
import { libraryKey, ownParameters, readArguments } from './arguments.ts';

test.each([
  [['Pictures', '/p'], ['/home/a/Pictures', '/p'], null],
  [['--library', 'lib', '/p'], ['/p'], '/home/a/lib'],
  [['--library=/l'], [], '/l'],
  [['--port', '5000', '/p'], ['/p'], null],
  [['--port=5000'], [], null],
  [['--', '--odd'], ['/home/a/--odd'], null],
  [[], [], null],
])('%j → %j in %j', (given, folders, library) => {
  const read = readArguments(given, { INIT_CWD: '/home/a' });
  expect(read).toEqual({ folders, library, open: true, help: false });
});

test('the library of the environment gives way to the one that is typed', () => {
  const environment = { INIT_CWD: '/home/a', AFTERIMAGE_LIBRARY: 'env' };
  expect(readArguments([], environment).library).toBe('/home/a/env');
  expect(readArguments(['--library', '/l'], environment).library).toBe('/l');
});

test.each([
  [[]],
  [['/a', '/b', '--no-open']],
  [['--port', '5000', '--library', '/l', '/p']],
  [['--port=0']],
  [['--help']],
  [['/a', '-h']],
  [['--', '--port']],
  [['--port']],
  [['--port', 'x']],
  [['--port', '65536']],
  [['--port', '-1']],
  [['--port', '--no-open']],
  [['--library']],
  [['--library', '--no-open']],
  [['--library=--no-open']],
  [['--library=']],
  [['--no-open=1']],
  [['--verbose']],
  [['-v']],
  [['--libary', '/l']],
])('%j is read as "serve" reads it', (given) => {
  expect(outcome(() => ours(given))).toEqual(outcome(() => theirs(given)));
});

function ours(given: readonly string[]) {
  const { folders, library, open, help } = readArguments(given, {});
  return help ? 'help' : { folders, library, open };
}

function theirs(given: readonly string[]) {
  const command = parseCommandLine(['serve', ...given]);
  if (command.name !== 'serve') return command.name;
  const folders = command.folders.map((path) => resolve(path));
  return {
    folders,
    library: command.library ? resolve(command.library) : null,
    open: command.open,
  };
}

function outcome(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return (error as Error).message;
  }
}

test.each([
  [['electron', '/checkout', '/p', '--port', '1'], false, ['/p', '--port', '1']],
  [['electron', '--no-sandbox', '/checkout', '/p'], false, ['/p']],
  [['Afterimage', '/p', '--no-sandbox', '--ozone-platform=x11'], true, ['/p']],
  [['Afterimage', '--disable-gpu', '--no-open', '--odd'], true, ['--no-open', '--odd']],
  [['Afterimage'], true, []],
])('%j, packaged %j → %j', (argv, packaged, own) => {
  expect(ownParameters(argv, packaged)).toEqual(own);
});

test('each library has a key of its own', () => {
  expect(libraryKey('/a')).not.toBe(libraryKey('/b'));
  expect(libraryKey(null)).toBe('usual');
  expect(libraryKey('/a')).toMatch(/^[0-9a-f]{16}$/);
});
