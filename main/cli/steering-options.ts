/** The words of `retry`, `pause` and `settings` → what to do. Pure. */

import { patternsOf } from '../engine/contract/exclusions.ts';
import { type SetAsideCode, setAsideCodes } from '../engine/contract/messages/engine.ts';
import { messages } from '../engine/contract/messages/index.ts';
import { Settings, type SettingsChange, settingNames } from '../engine/contract/settings.ts';
import { UsageError } from './usage.ts';

const texts = messages.cli;

/** `resumed`: until somebody resumes. */
export type PauseFor = 'resumed' | 'tomorrow' | { readonly minutes: number };

/** Throws UsageError. */
export function reasonOf(text: string | undefined): SetAsideCode | undefined {
  if (text === undefined) return undefined;
  const code = setAsideCodes.find((known) => known === text);
  if (code === undefined) throw new UsageError(texts.notAReason(text, setAsideCodes.join(', ')));
  return code;
}

/** `90m`, `2h`, `tomorrow`. Throws UsageError. */
export function pauseForOf(text: string | undefined): PauseFor {
  if (text === undefined) return 'resumed';
  if (text === 'tomorrow') return text;
  const [, amount, unit] = /^(\d{1,4})(m|h)$/.exec(text) ?? [];
  const minutes = Number(amount) * (unit === 'h' ? 60 : 1);
  if (!(minutes > 0)) throw new UsageError(texts.notAPause(text));
  return { minutes };
}

/** Nothing: show them all; `set NAME VALUE`, of a list `set NAME VALUE…`. Throws UsageError. */
export function settingsChangeOf(words: readonly string[]): SettingsChange | undefined {
  const [verb, typedName, ...values] = words;
  const [value] = values;
  if (verb === undefined) return undefined;
  if (verb !== 'set' || typedName === undefined || value === undefined) {
    throw new UsageError(texts.settingsUsage);
  }
  const name = settingNames.find((known) => known === typedName);
  if (name === undefined) {
    throw new UsageError(messages.settings.unknown(typedName, settingNames.join(', ')));
  }
  if (name === 'exclude') return { exclude: excludeOf(values) };
  if (values.length > 1) throw new UsageError(texts.settingsUsage);
  const schema = Settings.shape[name];
  // What is no text of its own is JSON: a number, a list.
  const asText = schema.safeParse(value);
  const parsed = asText.success ? asText : schema.safeParse(fromJson(value));
  if (parsed.success) return { [name]: parsed.data };
  throw new UsageError(`${parsed.error.issues[0]?.message}, not "${value}"`);
}

function excludeOf(words: readonly string[]): SettingsChange['exclude'] {
  const isNone = words.length === 1 && words[0] === messages.settings.none;
  const parsed = Settings.shape.exclude.safeParse(isNone ? [] : patternsOf(words));
  if (parsed.success) return parsed.data;
  throw new UsageError(parsed.error.issues[0]?.message ?? '');
}

/** In words; a list as it may be typed, for most shells. */
export function shownSetting(value: Settings[keyof Settings]): string {
  if (!Array.isArray(value)) return `${value}`;
  if (value.length === 0) return messages.settings.none;
  return value
    .map((each) => (/[\s*?[\]{}()'"]/.test(each) ? JSON.stringify(each) : each))
    .join(' ');
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
