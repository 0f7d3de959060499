/**
 * What a person can set. It is kept in the library and holds for every door. To add a setting: a
 * line in `Settings` and in `defaultSettings`, and its words in messages/settings.ts.
 */
import { z } from 'zod';
import { Patterns, usualPatterns } from './exclusions.ts';
import { settingMessages } from './messages/settings.ts';

const { wrong } = settingMessages;
const clock = '([01]\\d|2[0-3]):([0-5]\\d)';
const span = new RegExp(`^${clock}-${clock}$`);

export const mostDaysHidden = 36_500;
export const dayMs = 86_400_000;

export const Settings = z.strictObject({
  /** When files are read: `always`, or each day in a span of the local clock, `22:00-07:00`. */
  schedule: z.string().refine(isSchedule, wrong.schedule),
  /** Whether files are read while the computer runs on its battery. */
  battery: z.enum(['read', 'wait'], wrong.battery),
  /** How many processor cores reading may keep busy. */
  cores: z.union(
    [z.literal('all'), z.int(wrong.cores).min(1, wrong.cores).max(1_024, wrong.cores)],
    wrong.cores,
  ),
  /** Days for which what is hidden is kept, from when it hid. */
  keepHiddenDays: z.union(
    [
      z.literal('forever'),
      z
        .int(wrong.keepHiddenDays)
        .min(1, wrong.keepHiddenDays)
        .max(mostDaysHidden, wrong.keepHiddenDays),
    ],
    wrong.keepHiddenDays,
  ),
  /** Patterns of what is never looked at below a watched folder; see exclusions.ts. */
  exclude: Patterns,
});
export type Settings = z.infer<typeof Settings>;
export type SettingName = keyof Settings;

export const defaultSettings: Settings = {
  schedule: 'always',
  battery: 'read',
  cores: 'all',
  keepHiddenDays: 90,
  exclude: [...usualPatterns],
};
export const settingNames = Object.keys(defaultSettings) as SettingName[];

export const SettingsChange = Settings.partial();
export type SettingsChange = z.infer<typeof SettingsChange>;

/** With what a page needs to offer choices. */
export const SettingsAnswer = z.object({
  settings: Settings,
  /** Processor cores of this computer. */
  coresHere: z.int(),
});
export type SettingsAnswer = z.infer<typeof SettingsAnswer>;

/** Minutes since midnight; `to` may lie before `from`, on the next day. Null: always. */
export function spanOf(schedule: string): { readonly from: number; readonly to: number } | null {
  const [, fromHour, fromMinute, toHour, toMinute] = span.exec(schedule) ?? [];
  if (fromHour === undefined) return null;
  return {
    from: Number(fromHour) * 60 + Number(fromMinute),
    to: Number(toHour) * 60 + Number(toMinute),
  };
}

function isSchedule(text: string): boolean {
  const [from, to] = text.split('-');
  return text === 'always' || (span.test(text) && from !== to);
}
