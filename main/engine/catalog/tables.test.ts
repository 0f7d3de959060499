import { describe, expect, test } from 'vitest';
import { dateMsOf, modifiedMsOf } from './capture-date.ts';
import { isWithin, pathsBelow } from './path-range.ts';

describe('dates', () => {
  const modifiedNs = '1700000000123456789';
  test.each([
    [null, 1_700_000_000_123],
    ['2020-02-29T12:00:00', Date.UTC(2020, 1, 29, 12)],
    ['2020-02-29T12:00:00.250', Date.UTC(2020, 1, 29, 12, 0, 0, 250)],
    ['2020-02-29T12:00:00Z', Date.UTC(2020, 1, 29, 12)],
    ['2020-02-29T12:00:00+02:00', Date.UTC(2020, 1, 29, 10)],
    ['2020-02-29T12:00:00-05:30', Date.UTC(2020, 1, 29, 17, 30)],
    ['2020-02-29', Date.UTC(2020, 1, 29)],
    ['1965-07-01T00:00:00', Date.UTC(1965, 6, 1)],
    // What cameras without a clock write.
    ['0000-00-00T00:00:00', 1_700_000_000_123],
    ['yesterday', 1_700_000_000_123],
  ])('%s', (capturedAt, expected) => {
    expect(dateMsOf(capturedAt, modifiedNs)).toBe(expected);
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
