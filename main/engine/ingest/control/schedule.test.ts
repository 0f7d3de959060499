import { expect, test } from 'vitest';
import { scheduleAt } from './schedule.ts';

const at = (text: string) => new Date(`2026-03-${text}`).getTime();

test.each([
  ['always', '10T12:00', true, null],
  ['09:00-17:30', '10T08:59', false, '10T09:00'],
  ['09:00-17:30', '10T09:00', true, '10T17:30'],
  ['09:00-17:30', '10T17:29:59', true, '10T17:30'],
  ['09:00-17:30', '10T17:30', false, '11T09:00'],
  ['22:00-07:00', '10T21:59', false, '10T22:00'],
  ['22:00-07:00', '10T22:00', true, '11T07:00'],
  ['22:00-07:00', '11T06:59', true, '11T07:00'],
  ['22:00-07:00', '11T07:00', false, '11T22:00'],
  ['00:00-06:00', '10T23:59', false, '11T00:00'],
  ['18:00-00:00', '10T19:00', true, '11T00:00'],
])('%s at %s', (schedule, now, isOpen, changes) => {
  expect(scheduleAt(schedule, at(now))).toEqual({
    isOpen,
    changesMs: changes === null ? null : at(changes),
  });
});
