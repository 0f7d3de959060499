/**
 * Patterns of what is never looked at, as they are typed. One without a slash is a name, at any depth
 * (`Backup`, `*.png`); one with a slash is a path from the watched folder (`2019/raw`), or from anywhere
 * below it where `**` stands before the slash. `*` is any part of a name, `?` one character.
 */
import { z } from 'zod';
import { settingMessages } from './messages/settings.ts';

const { exclude: wrong } = settingMessages.wrong;
export const mostPatterns = 100;
const longestPattern = 200;
/** More of them in one name can take a matcher very long. */
const mostStars = 3;

/** What is wrong with a pattern; null where nothing is. */
export function wrongWith(pattern: string): string | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a control character is what is looked for
  if (pattern.trim() === '' || /[\u0000-\u001f]/.test(pattern)) return wrong.empty;
  if (pattern.length > longestPattern) return wrong.long(longestPattern);
  if (pattern.startsWith('!')) return wrong.negated(pattern);
  const { names } = namesOf(pattern);
  if (names.length === 0 || names.some((name) => name === '.' || name === '..')) {
    return wrong.path(pattern);
  }
  if (names.every((name) => /^\*+$/.test(name))) return wrong.all(pattern);
  const stars = (name: string) => name.match(/\*+/g)?.length ?? 0;
  return names.some((name) => stars(name) > mostStars) ? wrong.stars(pattern, mostStars) : null;
}

export const Patterns = z
  .array(
    z.string().superRefine((pattern, { addIssue }) => {
      const problem = wrongWith(pattern);
      if (problem !== null) addIssue({ code: 'custom', message: problem });
    }),
    wrong.list,
  )
  .max(mostPatterns, wrong.many(mostPatterns));

/** Its parts, whichever way the slashes lean; `isPath`: from the watched folder, not at any depth. */
export function namesOf(pattern: string): { names: string[]; isPath: boolean } {
  const parts = pattern
    .trim()
    .replace(/[\\/]+$/, '')
    .split(/[\\/]/);
  return { names: parts.filter((name) => name !== ''), isPath: parts.length > 1 };
}

/** One a line, or words; empty ones and doubles are left out. */
export function patternsOf(lines: readonly string[]): string[] {
  return [...new Set(lines.map((line) => line.trim()).filter((line) => line !== ''))];
}

/** Where Lightroom and Apple Photos keep what they derive from a person's photos. */
export const usualPatterns: readonly string[] = ['*.lrdata', '**/*.photoslibrary/resources'];
