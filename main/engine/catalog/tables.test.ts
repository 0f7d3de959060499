import { describe, expect, test } from 'vitest';
import { captureDateOf, modifiedMsOf } from './capture-date.ts';
import { isWithin, pathsBelow } from './path-range.ts';

describe('dates', () => {
  const modifiedNs = '1700000000123456789';
  const modifiedMs = 1_700_000_000_123;
  /** A computer three hours east of Greenwich. */
  const east = () => 180;
  const noon = Date.UTC(2020, 1, 29, 12);
  const hours = (count: number) => count * 3_600_000;
  test.each([
    ['nothing', null, modifiedMs, modifiedMs + hours(3)],
    ['a clock of no known zone', '2020-02-29T12:00:00', noon, noon],
    ['a fraction', '2020-02-29T12:00:00.25', noon + 250, noon + 250],
    ['an instant alone', '2020-02-29T12:00:00Z', noon, noon + hours(3)],
    ['a clock east of Greenwich', '2020-02-29T12:00:00+02:00', noon - hours(2), noon],
    [
      'a clock west of Greenwich',
      '2020-02-29T12:00:00.5-05:30',
      noon + hours(5.5) + 500,
      noon + 500,
    ],
    ['Greenwich', '2020-02-29T12:00:00+00:00', noon, noon],
    ['a day', '2020-02-29', Date.UTC(2020, 1, 29), Date.UTC(2020, 1, 29)],
    ['an old photo', '1965-07-01T00:00:00', Date.UTC(1965, 6, 1), Date.UTC(1965, 6, 1)],
    ['a camera without a clock', '0000-00-00T00:00:00', modifiedMs, modifiedMs + hours(3)],
    ['no time', 'yesterday', modifiedMs, modifiedMs + hours(3)],
  ])('%s', (_, capturedAt, dateMs, localMs) => {
    expect(captureDateOf(capturedAt, modifiedNs, east)).toEqual({ dateMs, localMs });
  });

  test('this computer’s own clock, also far beyond any calendar', () => {
    const { dateMs, localMs } = captureDateOf(null, modifiedNs);
    expect(dateMs - localMs).toBe(new Date(dateMs).getTimezoneOffset() * 60_000);
    expect(captureDateOf(null, `9${'0'.repeat(29)}`).localMs).toBe(9e23);
  });

  test('modification times before 1970 and far ahead', () => {
    expect(modifiedMsOf('-1500000')).toBe(-1);
    expect(modifiedMsOf('13569465600123456789')).toBe(13_569_465_600_123);
  });
});

describe('paths below a directory', () => {
  test.each([
    ['/a/b', '/a/b', false, true],
    ['/a/b/c', '/a/b', true, true],
    ['/a/b/c/d', '/a/b', true, true],
    ['/a/b-c', '/a/b', false, false],
    ['/a/b0', '/a/b', false, false],
    ['/a/b/\u{1F600}', '/a/b', true, true],
    ['/a', '/a/b', false, false],
    ['/a', '/', true, true],
  ])('%s and %s', (path, directory, below, within) => {
    const { from, to } = pathsBelow(directory, '/');
    // SQLite compares UTF-8 bytes.
    const bytes = Buffer.from(path);
    const inRange = bytes.compare(Buffer.from(from)) > 0 && bytes.compare(Buffer.from(to)) < 0;
    expect([inRange, isWithin(path, directory, '/')]).toEqual([below, within]);
  });

  test('Windows drives', () => {
    expect(pathsBelow('C:\\', '\\')).toEqual({ from: 'C:\\', to: 'C:]' });
    expect(isWithin('C:\\Users\\me', 'C:\\Users', '\\')).toBe(true);
  });
});
