import { expect, test } from 'vitest';
import { settingMessages } from './messages/settings.ts';
import { defaultSettings, Settings, SettingsChange, settingNames, spanOf } from './settings.ts';

test('every setting has a default that is valid, and its words', () => {
  expect(Settings.parse(defaultSettings)).toEqual(defaultSettings);
  expect(Object.keys(Settings.shape).sort()).toEqual([...settingNames].sort());
  expect(Object.keys(settingMessages.about).sort()).toEqual([...settingNames].sort());
});

test.each([
  [{ schedule: '22:00-07:00' }],
  [{ schedule: 'always', battery: 'wait' }],
  [{ cores: 1 }],
  [{}],
])('%j is a change of settings', (change) => {
  expect(SettingsChange.parse(change)).toEqual(change);
});

test.each([
  [{ schedule: '22:00' }, settingMessages.wrong.schedule],
  [{ schedule: '24:00-07:00' }, settingMessages.wrong.schedule],
  [{ schedule: '07:00-07:00' }, settingMessages.wrong.schedule],
  [{ battery: true }, settingMessages.wrong.battery],
  [{ cores: 0 }, settingMessages.wrong.cores],
  [{ cores: 1.5 }, settingMessages.wrong.cores],
  [{ cores: '2' }, settingMessages.wrong.cores],
])('%j is none, and says why', (change, why) => {
  expect(SettingsChange.safeParse(change).error?.issues.map(({ message }) => message)).toEqual([
    why,
  ]);
});

test('a setting that nobody knows is refused', () => {
  expect(SettingsChange.safeParse({ speed: 9 }).success).toBe(false);
});

test('a schedule is read as minutes of the day', () => {
  expect(spanOf('always')).toBe(null);
  expect(spanOf('22:15-07:00')).toEqual({ from: 22 * 60 + 15, to: 7 * 60 });
});
