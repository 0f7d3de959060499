/**
 * Patterns of what is never looked at, as they are typed. One without a slash is a name, at any depth
 * (`Backup`, `*.png`); one with a slash is a path from the watched folder (`2019/raw`), or from anywhere
 * below it where `**` stands before the slash. `*` is any part of a name, `?` one character;
 * all else stands for itself.
 */
import { z } from 'zod';
import { settingMessages } from './messages/settings.ts';

const { exclude: wrong } = settingMessages.wrong;
const mostPatterns = 100;
const longestPattern = 200;
/** With more of them a matcher can take very long: in all, pairs counted once, and in one name. */
const mostStars = 4;
const mostInName = 3;

/** What is wrong with a pattern; null where nothing is. */
export function wrongWith(pattern: string): string | null {
  if (pattern.trim() === '' || /\p{Cc}/u.test(pattern)) return wrong.empty;
  if (pattern.length > longestPattern) return wrong.long(longestPattern);
  if (pattern.startsWith('!')) return wrong.negated(pattern);
  const { names } = namesOf(pattern);
  const isElsewhere = names.some((name) => name === '.' || name === '..' || /^[a-z]:$/i.test(name));
  if (names.length === 0 || isElsewhere) {
    return wrong.path(pattern);
  }
  if (names.every((name) => /^[*?.]+$/.test(name))) return wrong.all(pattern);
  const isMany = starsIn(pattern) > mostStars || names.some((name) => starsIn(name) > mostInName);
  return isMany ? wrong.stars(pattern, mostStars, mostInName) : null;
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

const starsIn = (text: string): number => text.match(/\*+/g)?.length ?? 0;

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
