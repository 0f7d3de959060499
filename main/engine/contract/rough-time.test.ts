import { expect, test } from 'vitest';
import { activityMessages } from './messages/activity.ts';
import { roughTime } from './rough-time.ts';

const minutes = 60_000;
const hours = 60 * minutes;

test.each<[number, string]>([
  [0, 'less than a minute'],
  [44_000, 'less than a minute'],
  [46_000, 'about a minute'],
  [3.6 * minutes, 'about 4 minutes'],
  [9.4 * minutes, 'about 9 minutes'],
  [9.6 * minutes, 'about 10 minutes'],
  [12 * minutes, 'about 10 minutes'],
  [13 * minutes, 'about 15 minutes'],
  [57 * minutes, 'about 55 minutes'],
  [58 * minutes, 'about an hour'],
  [70 * minutes, 'about an hour'],
  [80 * minutes, 'about 1½ hours'],
  [2.6 * hours, 'about 2½ hours'],
  [4.7 * hours, 'about 4½ hours'],
  [4.8 * hours, 'about 5 hours'],
  [30 * hours, 'about 30 hours'],
  [36 * hours, 'about 2 days'],
  [24 * 9.4 * hours, 'about 9 days'],
])('%d ms is %s', (ms, said) => {
  expect(activityMessages.roughly(roughTime(ms))).toBe(said);
});

test('what is said is never further from the time than a third of it', () => {
  const unitMs = { moments: 0, minute: minutes, hour: hours, day: 24 * hours };
  for (let ms = 1.1 * minutes; ms < 60 * 24 * hours; ms *= 1.001) {
    const { unit, amount } = roughTime(ms);
    expect(Math.abs(amount * unitMs[unit] - ms) / ms).toBeLessThanOrEqual(0.34);
  }
});
