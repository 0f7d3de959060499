import { expect, test } from 'vitest';
import {
  formatBytes,
  formatCapturedAt,
  formatCount,
  formatExposure,
  formatPlace,
  formatSpeed,
  formatTime,
  lastName,
} from './format.ts';

test.each([
  [0, '0:00'],
  [999, '0:00'],
  [42_000, '0:42'],
  [725_400, '12:05'],
  [3_723_000, '1:02:03'],
  [-5, '0:00'],
])('%i ms is %s', (timeMs, expected) => expect(formatTime(timeMs)).toBe(expected));

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_000, '1.0 kB'],
  [99_700, '100 kB'],
  [999_600, '1.0 MB'],
  [3_456_789, '3.5 MB'],
  [5e15, '5000 TB'],
])('%i bytes are %s', (sizeBytes, expected) => expect(formatBytes(sizeBytes)).toBe(expected));

test.each([
  ['2014-05-03T16:20:11', 'Saturday 3 May 2014, 16:20'],
  ['2014-05-03T16:20:11.25+09:00', 'Saturday 3 May 2014, 16:20 (UTC+09:00)'],
  ['2014-05-03', 'Saturday 3 May 2014'],
  ['last summer', 'last summer'],
])('%s reads %s', (iso, expected) =>
  expect(formatCapturedAt(iso).replace('Saturday,', 'Saturday')).toBe(expected),
);

test('an instant is told by this computer’s clock, which it says', () => {
  const here = () => '2014-05-04T01:20';
  expect(formatCapturedAt('2014-05-03T16:20:11Z', here)).toMatch(
    /^Sunday,? 4 May 2014, 01:20 \(by this computer’s clock\)$/,
  );
  const own = new Date(2014, 4, 3, 16, 20);
  expect(formatCapturedAt(own.toISOString())).toContain('3 May 2014, 16:20');
});

const unknown = {
  focalLengthMm: null,
  equivalentFocalLengthMm: null,
  fNumber: null,
  exposureSeconds: null,
  iso: null,
};
test.each([
  [
    {
      focalLengthMm: 35,
      equivalentFocalLengthMm: 53,
      fNumber: 2.8,
      exposureSeconds: 0.004,
      iso: 400,
    },
    '35 mm (53 mm on 35 mm film), f/2.8, 1/250 s, ISO 400',
  ],
  [
    { ...unknown, focalLengthMm: 50, equivalentFocalLengthMm: 50, exposureSeconds: 30 },
    '50 mm, 30 s',
  ],
  [{ ...unknown, equivalentFocalLengthMm: 26.4, exposureSeconds: 0.8 }, '26.4 mm, 0.8 s'],
  [{ ...unknown, exposureSeconds: 0.01333 }, '1/75 s'],
  [unknown, ''],
])('%j reads %s', (exposure, expected) => expect(formatExposure(exposure)).toBe(expected));

test('counts, speeds, places', () => {
  expect(formatCount(100_000)).toBe('100,000');
  expect([63.2, 10, 1.44, 0.16].map(formatSpeed)).toEqual(['63', '10', '1.4', '0.2']);
  expect(formatPlace({ latitude: -33.8567844, longitude: 151.2152967 })).toBe(
    '33.85678° S, 151.21530° E',
  );
});

test.each([
  ['/home/anna/Pictures', 'Pictures'],
  ['/home/anna/', 'anna'],
  ['/', '/'],
  ['C:\\Users\\Anna', 'Anna'],
  ['C:\\', 'C:'],
])('%s is called %s', (path, name) => expect(lastName(path)).toBe(name));
