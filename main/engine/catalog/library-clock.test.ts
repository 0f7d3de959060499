import SqliteDatabase from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { dayMs } from '../contract/settings.ts';
import { createLibraryClock } from './library-clock.ts';

const hourMs = 3_600_000;
const start = Date.UTC(2026, 0, 1);

function made() {
  const database = new SqliteDatabase(':memory:');
  onTestFinished(() => void database.close());
  database.exec('CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT');
  const time = { wall: start, running: 0 };
  const open = () =>
    createLibraryClock(database, { wallMs: () => time.wall, runningMs: () => time.running });
  const pass = (ms: number) => {
    time.wall += ms;
    time.running += ms;
  };
  return { time, open, pass };
}

test('while nothing is wrong it is the clock on the wall, an hour late at most', () => {
  const { time, open, pass } = made();
  const clock = open();
  for (let hour = 0; hour < 50; hour += 1) {
    expect(clock.stampMs()).toBe(time.wall);
    expect(clock.expiryMs()).toBeLessThanOrEqual(time.wall);
    expect(time.wall - clock.expiryMs()).toBeLessThan(hourMs);
    pass(hourMs / 2);
  }
});

test('a clock that is years ahead for hours makes nothing old', () => {
  const { time, open, pass } = made();
  const clock = open();
  expect(clock.expiryMs()).toBe(start);
  time.wall += 20 * 365 * dayMs;
  for (let hour = 0; hour < 3; hour += 1) {
    pass(hourMs);
    expect(clock.expiryMs()).toBeLessThanOrEqual(start + 21 * dayMs);
  }
  time.wall = start + 3 * hourMs;
  expect(clock.expiryMs()).toBe(time.wall);
});

test('what is stamped while the clock stands at its beginning is not old when it is set', () => {
  const { time, open, pass } = made();
  expect(open().expiryMs()).toBe(start);
  time.wall = 0;
  // Another engine, as after a start without a battery.
  const clock = open();
  expect(clock.expiryMs()).toBe(0);
  expect(clock.stampMs()).toBe(start);
  pass(hourMs);
  expect(clock.stampMs()).toBe(start);
});

test('after a long absence it catches up, a week for each hour', () => {
  const { time, open, pass } = made();
  open().expiryMs();
  time.wall += 100 * dayMs;
  const clock = open();
  expect(clock.expiryMs()).toBe(start + 7 * dayMs);
  expect(clock.expiryMs()).toBe(start + 7 * dayMs);
  for (let hour = 0; hour < 14; hour += 1) {
    pass(hourMs);
    clock.expiryMs();
  }
  expect(clock.expiryMs()).toBe(time.wall);
});
