/** Keywords of other programs → tags of ours, which are paths. Pure. */
import { labelKey, labelName, tagPath } from '../../../main/engine/contract/query/labels.ts';

/** More of one file say nothing, or do harm. */
const mostTags = 500;
const mostCharacters = 200;

/** darktable notes there what it did with a photo. */
const programsOwn = 'darktable/';

/** A name with a slash in it is one name; ours take the slash for a level. */
const slashInside = '∕';
/** `words`: without levels. `paths`: names from the widest to the narrowest. */
export type Keywords = {
  readonly words: readonly string[];
  readonly paths: readonly (readonly string[])[];
};

/** Each once. A word that is a name of some path is one of its levels, which programs write beside it. */
export function tagsOf({ words, paths }: Keywords): string[] {
  const levels = paths.slice(0, mostTags).map((names) => tagPath(names.map(levelOf).join('/')));
  const found = new Map<string, string>();
  for (const path of levels) if (isUsable(path)) found.set(keyOf(path), path);
  const known = new Set([...found.values()].flatMap((tag) => tag.split('/').map(labelKey)));
  for (const word of words.slice(0, mostTags)) {
    const name = labelName(levelOf(word));
    if (isUsable(name) && !known.has(labelKey(name))) found.set(labelKey(name), name);
  }
  return [...found].filter(([key]) => !key.startsWith(programsOwn)).map(([, tag]) => tag);
}

/** Lightroom's `places|italy|rome`. */
export const pathOfBars = (text: string): string[] => text.split('|');

/** digiKam's `places/italy/rome`. */
export const pathOfSlashes = (text: string): string[] => text.split('/');

/** Of a tag of ours: the names of its levels, as other programs write them. */
export function levelsOf(tag: string): string[] {
  return tag.split('/').map((name) => name.replaceAll(slashInside, '/'));
}

/** Undefined for what Lightroom cannot have: a bar inside a name. */
export function printBars(levels: readonly string[]): string | undefined {
  return levels.some((name) => name.includes('|')) ? undefined : levels.join('|');
}

export function printSlashes(levels: readonly string[]): string {
  return levels.map((name) => name.replaceAll('/', slashInside)).join('/');
}

/** What two spellings of a keyword have in common. */
export const keywordKey = (word: string): string => labelKey(levelOf(word));

const levelOf = (name: string): string => name.replaceAll('/', slashInside);
const isUsable = (tag: string): boolean => tag !== '' && tag.length <= mostCharacters;

function keyOf(tag: string): string {
  return tag.split('/').map(labelKey).join('/');
}
