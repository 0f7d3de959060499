import { expect, test } from 'vitest';
import type { Progress } from '../../main/engine/contract/library.ts';
import { progressLine, progressSpoken } from './progress-line.ts';

const at = (clock: string) => new Date(`2026-03-10T${clock}`).getTime();
const paused = { why: 'paused', untilMs: null } as const;
const idle: Progress = {
  seen: 1_000,
  states: { waiting: 0, reading: 0, done: 997, setAside: 3 },
  offline: 0,
  items: 990,
  moments: 1_200,
  hold: null,
  notSearched: { files: 0, offline: 0 },
  timeLeftMs: null,
  scanning: false,
  reading: [],
  filesPerSecond: 0,
  epoch: 4,
  trouble: null,
};
const busy: Progress = {
  ...idle,
  states: { waiting: 584, reading: 4, done: 410, setAside: 2 },
  reading: ['IMG_2041.jpg', 'b.jpg'],
  filesPerSecond: 63.2,
};
const nothingYet = { waiting: 0, reading: 0, done: 0, setAside: 0 };

test.each<[string, Progress, string, number | null, string]>([
  ['working', busy, 'Indexed 412 of 1,000 · 63 a second · reading IMG_2041.jpg', 0.412, 'working'],
  [
    'working, no speed yet',
    { ...busy, filesPerSecond: 0, reading: [] },
    'Indexed 412 of 1,000',
    0.412,
    'working',
  ],
  [
    'working, the end in sight',
    { ...busy, timeLeftMs: 230_000, reading: [] },
    'Indexed 412 of 1,000 · about 4 minutes left · 63 a second',
    0.412,
    'working',
  ],
  ['paused', { ...busy, hold: paused }, 'Paused · 588 files waiting', 0.412, 'held'],
  [
    'paused until a time',
    { ...busy, hold: { why: 'paused', untilMs: at('22:00') } },
    'Paused until 22:00 · 588 files waiting',
    0.412,
    'held',
  ],
  [
    'outside the schedule',
    { ...busy, hold: { why: 'schedule', untilMs: at('23:30') } },
    'Waiting until 23:30, as the schedule says · 588 files waiting',
    0.412,
    'held',
  ],
  [
    'on battery',
    { ...busy, hold: { why: 'battery' } },
    'Waiting for mains power · 588 files waiting',
    0.412,
    'held',
  ],
  [
    'paused with nothing to do',
    { ...idle, hold: paused },
    '990 photos and videos, up to date',
    null,
    'idle',
  ],
  ['idle', idle, '990 photos and videos, up to date', null, 'idle'],
  ['one item', { ...idle, items: 1 }, '1 photo or video, up to date', null, 'idle'],
  [
    'first walk',
    { ...idle, seen: 80, states: { ...nothingYet, waiting: 80 }, scanning: true },
    'Looking through your folders: 80 files so far',
    null,
    'working',
  ],
  [
    'walk again',
    { ...idle, scanning: true },
    'Looking through your folders: 1,000 files so far',
    null,
    'working',
  ],
  [
    'empty',
    { ...idle, seen: 0, items: 0, states: nothingYet },
    'Nothing to index yet',
    null,
    'idle',
  ],
  [
    'trouble',
    { ...busy, trouble: 'The model is missing.' },
    'The model is missing.',
    null,
    'trouble',
  ],
])('%s', (_, progress, words, share, mood) => {
  const line = progressLine(progress, at('12:00'));
  expect({ ...line, parts: line.parts.join(' · ') }).toEqual({ parts: words, share, mood });
});

test.each<[string, Progress | null, 'connecting' | 'open' | 'lost', string]>([
  ['at first', null, 'connecting', ''],
  ['lost', busy, 'lost', 'Connection lost, reconnecting…'],
  ['working', busy, 'open', ''],
  ['paused', { ...busy, hold: paused }, 'open', 'Paused'],
  ['trouble', { ...busy, trouble: 'The model is missing.' }, 'open', 'The model is missing.'],
  ['up to date', idle, 'open', '990 photos and videos, up to date'],
])('%s is read out', (_, progress, connection, spoken) => {
  expect(progressSpoken({ progress, connection }, at('12:00'))).toBe(spoken);
});
