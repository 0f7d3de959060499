import { expect, test } from 'vitest';
import { pauseEndMs } from './hold.ts';
import { activityMessages } from './messages/activity.ts';
import { whenOf } from './when.ts';

const at = (text: string) => new Date(`2026-03-${text}`).getTime();

test.each([
  ['hour', '10T23:30', '11T00:30'],
  ['tomorrow', '10T23:30', '11T07:00'],
  ['tomorrow', '10T08:00', '11T07:00'],
  ['tomorrow', '11T02:00', '11T07:00'],
  ['tomorrow', '31T12:00', '32T07:00'],
] as const)('a pause for %s from %s ends at %s', (length, from, to) => {
  const end = to === '32T07:00' ? new Date('2026-04-01T07:00').getTime() : at(to);
  expect(pauseEndMs(length, at(from))).toBe(end);
});

test.each([
  ['10T22:00', 'Paused until 22:00'],
  ['11T07:05', 'Paused until tomorrow at 07:05'],
  ['12T07:00', 'Paused until Thursday at 07:00'],
])('an end at %s is said: %s', (end, said) => {
  expect(activityMessages.hold.paused(whenOf(at(end), at('10T21:59')))).toBe(said);
});
