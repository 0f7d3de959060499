import { expect, test } from 'vitest';
import { packageTargets } from './package-targets.mjs';

test.each([
  [[], [['linux', 'x64']]],
  [['--arm64'], [['linux', 'arm64']]],
  [['--mac', '--x64'], [['darwin', 'x64']]],
  [['--linux', 'deb:arm64'], [['linux', 'arm64']]],
  [
    ['-wl', '--x64', '--publish', 'never'],
    [
      ['win32', 'x64'],
      ['linux', 'x64'],
    ],
  ],
  [['--mac', '--universal'], [['darwin', 'universal']]],
])('%j → %j', (parameters, targets) => {
  expect(packageTargets(parameters, ['linux', 'x64'])).toEqual(targets);
});
