/** What `measure -- cut-off` asks: captions of val, short questions, and words for what is not there. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

export const otherLanguages = ['de', 'fr', 'cs'] as const;
type Language = 'en' | (typeof otherLanguages)[number];
export type CaptionLine = { readonly photo: string } & {
  readonly [language in Language]?: readonly string[];
};
/** A question, and the photos that answer it. */
export type ShortQuery = { readonly text: string; readonly right: ReadonlySet<string> };

export async function readLines(file: string): Promise<CaptionLine[]> {
  const content = await readFile(file, 'utf8');
  return content
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as CaptionLine);
}

/** Whether nothing was fitted to it: the last of `training.references.quarter_of`. */
export function isUnseen(key: string): boolean {
  return crc32(key) % 4 === 3;
}

/** `short-queries.txt` says how it is to be read. */
export async function shortQueries(lines: readonly CaptionLine[]): Promise<ShortQuery[]> {
  const photos = lines.map(({ photo, en = [] }) => {
    const text = en.join(' ').toLowerCase();
    return { photo, text, words: new Set(text.match(/[a-z']+/g)) };
  });
  return (await entries('short-queries.txt')).map((line) => {
    const [text = '', wanted = ''] = line.split('|').map((part) => part.trim());
    const groups = wanted.split('+').map((group) => group.split('/').map((word) => word.trim()));
    const right = photos.filter((photo) =>
      groups.every((group) => group.some((word) => says(photo, word))),
    );
    return { text, right: new Set(right.map(({ photo }) => photo)) };
  });
}

function says(photo: { readonly text: string; readonly words: Set<string> }, word: string) {
  if (word.startsWith('(')) return photo.text.includes(word.slice(1, -1));
  if (!word.endsWith('*')) return photo.words.has(word);
  return [...photo.words].some((own) => own.startsWith(word.slice(0, -1)));
}

export type Unanswerable = {
  readonly set: string;
  readonly text: string;
  readonly unseen: boolean;
};

/** The words of `unanswerable.txt`, and the set that they are from. */
export async function unanswerable(data: string): Promise<Unanswerable[]> {
  const photos = await entries('unanswerable.txt');
  const found: Unanswerable[] = [];
  for (const set of new Set(photos.map((photo) => photo.split('/')[1] as string))) {
    const lines = await readLines(join(data, `more/${set}.jsonl`));
    const texts = new Map(lines.map(({ photo, en }) => [photo, en?.[0]]));
    for (const photo of photos.filter((each) => each.startsWith(`more/${set}/`))) {
      const whole = texts.get(photo);
      if (whole === undefined) throw new Error(`${photo} has no words`);
      // Labels are one word each, parted by commas; a sentence keeps its own.
      const text = set === 'rooms' ? (whole.split(',')[0] as string) : whole;
      found.push({ set, text, unseen: isUnseen(whole) });
    }
  }
  return found;
}

async function entries(name: string): Promise<string[]> {
  const list = await readFile(new URL(`../measure/${name}`, import.meta.url), 'utf8');
  return list.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}
