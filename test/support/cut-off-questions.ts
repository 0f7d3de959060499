/** What `measure -- cut-off` asks: captions of val, short questions, and words for what is not there. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export type CaptionLine = { readonly photo: string; readonly en: readonly string[] };
/** A question, and the photos that answer it. */
export type ShortQuery = { readonly text: string; readonly right: ReadonlySet<string> };

export async function readLines(file: string): Promise<CaptionLine[]> {
  const content = await readFile(file, 'utf8');
  return content
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as CaptionLine);
}

/** `short-queries.txt` says how it is to be read. */
export async function shortQueries(lines: readonly CaptionLine[]): Promise<ShortQuery[]> {
  const photos = lines.map(({ photo, en }) => {
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

/** The words of `unanswerable.txt`, by the set that they are from. */
export async function unanswerable(data: string): Promise<Map<string, string[]>> {
  const photos = await entries('unanswerable.txt');
  const found = new Map<string, string[]>();
  for (const set of new Set(photos.map((photo) => photo.split('/')[1] as string))) {
    const lines = await readLines(join(data, `more/${set}.jsonl`));
    const texts = new Map(lines.map(({ photo, en }) => [photo, en[0]]));
    const own = photos.filter((photo) => photo.startsWith(`more/${set}/`));
    const words = own.map((photo) => {
      const text = texts.get(photo);
      if (text === undefined) throw new Error(`${photo} has no words`);
      // Labels are one word each, parted by commas; a sentence keeps its own.
      return set === 'rooms' ? (text.split(',')[0] as string) : text;
    });
    found.set(set, words);
  }
  return found;
}

async function entries(name: string): Promise<string[]> {
  const list = await readFile(new URL(`../measure/${name}`, import.meta.url), 'utf8');
  return list.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}
