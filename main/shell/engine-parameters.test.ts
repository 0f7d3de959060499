import { expect, test } from 'vitest';
import { engineParameters } from './engine-parameters.ts';

test.each([
  [['Pictures'], ['/home/a/Pictures']],
  [
    ['--library', 'lib', '/p', '--no-sandbox'],
    ['--library', '/home/a/lib', '/p'],
  ],
  [['--library=/l'], ['--library', '/l']],
  [[], []],
])('%j → %j', (given, expected) => {
  expect(engineParameters(given, { INIT_CWD: '/home/a' })).toEqual(expected);
});

test('--library without a folder is refused', () => {
  expect(() => engineParameters(['--library'], {})).toThrow('--library needs a folder');
});
