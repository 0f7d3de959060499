import { expect, test } from 'vitest';
import type { Activity } from '../../main/engine/contract/activity.ts';
import { headline } from './headline.ts';

const done: Activity = {
  seen: 100,
  states: { waiting: 0, reading: 0, done: 100, setAside: 0 },
  offline: 0,
  items: 98,
  moments: 120,
  folders: [],
  reasons: [],
  reading: [],
  scanning: false,
  filesPerSecond: 0,
  timeLeftMs: 0,
  hold: null,
  trouble: null,
};
const reading = { ...done, states: { waiting: 60, reading: 4, done: 36, setAside: 0 } };
const battery = { why: 'battery' } as const;
const paused = { why: 'paused', untilMs: null } as const;

test.each<[string, Activity, string, string]>([
  ['working', { ...reading, timeLeftMs: null }, 'Reading your files', 'reading'],
  [
    'the end in sight',
    { ...reading, timeLeftMs: 200_000 },
    'Reading your files, about 3 minutes left',
    'reading',
  ],
  ['held', { ...reading, hold: battery, timeLeftMs: null }, 'Waiting for mains power', 'held'],
  ['held, nothing to do', { ...done, hold: battery }, 'Everything is read', 'done'],
  ['paused, nothing to do', { ...done, hold: paused }, 'Paused', 'held'],
  ['trouble', { ...reading, trouble: 'The disk is full.' }, 'Reading has stopped', 'trouble'],
  ['a walk', { ...done, scanning: true }, 'Looking through your folders', 'reading'],
  ['done', done, 'Everything is read', 'done'],
  [
    'done but for some',
    { ...done, states: { ...done.states, setAside: 3 } },
    'Everything that can be read is read',
    'done',
  ],
  [
    'empty',
    { ...done, seen: 0, states: { ...done.states, done: 0 } },
    'Nothing to read yet',
    'done',
  ],
])('%s', (_, activity, title, mood) => {
  expect(headline(activity, 0)).toEqual({ title, mood });
});
