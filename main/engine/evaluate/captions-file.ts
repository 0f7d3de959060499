/** The captions file: one photo a line. Pure. */
import { messages } from '../contract/messages/index.ts';

export type CaptionedPhoto = {
  /** Relative to the captions file. */
  readonly photo: string;
  /** In the language that was asked for; empty when the photo has none. */
  readonly captions: readonly string[];
};

/** Throws an error that names the line that is no photo with captions. */
export function parseCaptions(text: string, language: string): CaptionedPhoto[] {
  const photos: CaptionedPhoto[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    photos.push(parseLine(line, index + 1, language));
  }
  return photos;
}

function parseLine(line: string, number: number, language: string): CaptionedPhoto {
  const refuse = () => new Error(messages.evaluate.badLine(number, line.slice(0, 80)));
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw refuse();
  }
  if (typeof value !== 'object' || value === null) throw refuse();
  const photo: unknown = Reflect.get(value, 'photo');
  const captions: unknown = Object.hasOwn(value, language) ? Reflect.get(value, language) : [];
  if (typeof photo !== 'string' || photo === '' || !isStrings(captions)) throw refuse();
  return { photo, captions };
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string' && each !== '');
}
