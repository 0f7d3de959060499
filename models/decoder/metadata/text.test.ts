import { expect, test } from 'vitest';
import { captionOf, cleanLine, cleanText, decodeBytes } from './text.ts';

test.each([
  [' two  dogs \r\non a beach\0junk', 'two  dogs \non a beach'],
  ['a\u0007b', 'a b'],
  ['cafe\u0301', 'café'],
  ['\0\0', null],
  ['   ', null],
])('cleanText(%j)', (text, expected) => {
  expect(cleanText(text)).toBe(expected);
});

test('one line, and not too long', () => {
  expect(cleanLine('one\n two\t three')).toBe('one two three');
  expect(cleanText('x'.repeat(9_000))).toHaveLength(4_000);
});

test.each([
  [Buffer.from('Žluťoučký kůň').toString('latin1'), 'Žluťoučký kůň'],
  ['Caf\xe9', 'Café'],
  ['plain', 'plain'],
  ['日本', '日本'],
])('decodeBytes(%j)', (characters, expected) => {
  expect(decodeBytes(characters)).toBe(expected);
});

test.each([
  'OLYMPUS DIGITAL CAMERA         ',
  'KONICA MINOLTA DIGITAL CAMERA',
  'SANYO DIGITAL CAMERA',
  'SONY DSC',
  '<Digimax i50 MP3, Samsung #1 MP3>',
  'DCIM',
  'dav',
  'sdr_HDRB',
  'Exif_JPEG_PICTURE',
  'Created with GIMP',
  'a5cb01550dbb9a6bf732f87e413f6e231cc4581e6a5be800fb0871dce0760cd5',
  '- - -',
  '2019',
])('%j is no caption', (text) => {
  expect(captionOf(text)).toBeNull();
});

test.each([
  'Our new digital camera',
  'Dave at the lake',
  'Two dogs, created with love and patience',
  '犬と海',
  'Samsung tower, Seoul',
])('%j is a caption', (text) => {
  expect(captionOf(text)).toBe(text);
});
