/** What a person may choose for a library. It lies in the library itself. */
import { z } from 'zod';

export const mostDaysHidden = 36_500;
export const dayMs = 86_400_000;

export const Settings = z.object({
  /** Days for which what is hidden is kept, from when it hid; null: for ever. */
  keepHiddenDays: z.int().min(1).max(mostDaysHidden).nullable(),
});
export type Settings = z.infer<typeof Settings>;

export const SettingsChange = Settings.partial();
export type SettingsChange = z.infer<typeof SettingsChange>;

export const defaultSettings: Settings = { keepHiddenDays: 90 };
