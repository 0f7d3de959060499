import { expect, test } from 'vitest';
import { parseCommandLine, UsageError } from './command-line.ts';

const answering = { library: undefined, json: false };
const searching = { like: [], unlike: [], limit: 20, strictness: 'normal', ...answering };

test.each([
  ['index a b', { name: 'index', folders: ['a', 'b'], ...answering }],
  ['index a --json --library l', { name: 'index', folders: ['a'], library: 'l', json: true }],
  ['search dog', { name: 'search', text: 'dog', ...searching }],
  [
    'search --like a.jpg --like=b.jpg --limit 5',
    {
      name: 'search',
      text: '',
      ...searching,
      like: [{ file: 'a.jpg' }, { file: 'b.jpg' }],
      limit: 5,
    },
  ],
  ['search --json -- -dog', { name: 'search', text: '-dog', ...searching, json: true }],
  [
    'search --like a#1.jpg#xywh=percent:10,20,50.5,40 --unlike b.jpg',
    {
      name: 'search',
      text: '',
      ...searching,
      like: [{ file: 'a#1.jpg', region: { left: 0.1, top: 0.2, width: 0.505, height: 0.4 } }],
      unlike: ['b.jpg'],
    },
  ],
  ['search -- --json', { name: 'search', text: '--json', ...searching }],
  [
    'search dog --strictness strict',
    { name: 'search', text: 'dog', ...searching, strictness: 'strict' },
  ],
  ['search dog --strictness 0.7', { name: 'search', text: 'dog', ...searching, strictness: 0.7 }],
  ['similar a.jpg --limit 3', { name: 'similar', file: 'a.jpg', limit: 3, ...answering }],
  [
    'mark a.jpg b.jpg --rating 4 --tag dogs/rex --tag beach --leave-album old --no-favourite',
    {
      name: 'mark',
      files: ['a.jpg', 'b.jpg'],
      change: {
        rating: 4,
        favourite: false,
        addTags: ['dogs/rex', 'beach'],
        removeTags: [],
        addToAlbums: [],
        removeFromAlbums: ['old'],
      },
      ...answering,
    },
  ],
  [
    'write-sidecars a b --json',
    {
      name: 'write-sidecars',
      places: ['a', 'b'],
      query: undefined,
      strictness: 'normal',
      library: undefined,
      json: true,
    },
  ],
  [
    'write-sidecars --query rating:4 --strictness strict',
    { name: 'write-sidecars', places: [], query: 'rating:4', strictness: 'strict', ...answering },
  ],
  [
    'rename-tag places/Italy trips/Italy',
    {
      name: 'rename-tag',
      rename: { type: 'tag', from: 'places/Italy', to: 'trips/Italy' },
      ...answering,
    },
  ],
  ['undo --json', { name: 'undo', library: undefined, json: true }],
  ['labels', { name: 'labels', ...answering }],
  ['status', { name: 'status', ...answering }],
  ['status --library=--json', { name: 'status', library: '--json', json: false }],
  ['check --json', { name: 'check', library: undefined, json: true }],
  ['folders', { name: 'folders', ...answering }],
  ['remove a --json', { name: 'remove', folder: 'a', library: undefined, json: true }],
  ['relocate a b', { name: 'relocate', from: 'a', to: 'b', ...answering }],
  ['forget', { name: 'forget', folder: undefined, sure: false, ...answering }],
  ['forget a --yes', { name: 'forget', folder: 'a', sure: true, ...answering }],
  ['settings', { name: 'settings', change: {}, ...answering }],
  ['settings --keep-hidden 30', { name: 'settings', change: { keepHiddenDays: 30 }, ...answering }],
  [
    'settings --keep-hidden forever',
    { name: 'settings', change: { keepHiddenDays: null }, ...answering },
  ],
  ['serve', { name: 'serve', folders: [], library: undefined, port: 0, open: true }],
  [
    'serve a --port 80 --no-open --library=l',
    { name: 'serve', folders: ['a'], library: 'l', port: 80, open: false },
  ],
  [
    'evaluate c.jsonl --language de --model big --candidates 50 --distractors d --json',
    {
      name: 'evaluate',
      captionsFile: 'c.jsonl',
      language: 'de',
      model: 'big',
      candidates: 50,
      distractors: 'd',
      json: true,
    },
  ],
  ['--help', { name: 'help' }],
  ['search --help', { name: 'help' }],
  ['--version', { name: 'version' }],
])('%s', (line, expected) => {
  expect(parseCommandLine(line.split(' '))).toEqual(expected);
});

test.each([
  ['', 'Which command?'],
  ['find', '"find"'],
  ['--what', '--what'],
  ['-v', '-v'],
  ['index', 'folder'],
  ['remove', 'folder'],
  ['relocate a', 'where it is now'],
  ['settings --keep-hidden 0', '"0"'],
  ['forget a b', '"b"'],
  ['index a --limit 3', '--limit'],
  ['search', 'text'],
  ['search a b', '"b"'],
  ['search a --limit 0', '"0"'],
  ['search --like a.jpg#xywh=percent:60,0,50,50', 'xywh=percent:60'],
  ['search --like a.jpg#xywh=percent:0,0,0,50', 'xywh=percent:0'],
  ['search a --strictness hard', '"hard"'],
  ['search a --strictness 1.5', '"1.5"'],
  ['search a --limit 1.5', '"1.5"'],
  ['search a --limit -1', '"-1"'],
  ['search a --limit', '--limit'],
  ['search a --library=', '--library'],
  ['search a --library --json', '--library needs a value'],
  ['search --like -- a', '--like needs a value'],
  ['search -dog', '-d'],
  ['similar', 'file'],
  ['similar a b', '"b"'],
  ['mark', 'file'],
  ['mark a.jpg', '--rating'],
  ['mark a.jpg --rating 6', '"6"'],
  ['mark a.jpg --tag ok --tag /', '“/” is no name of a tag'],
  ['mark a.jpg --favourite --no-favourite', '--no-favourite, not both'],
  ['mark a.jpg --caption x --no-caption', '--no-caption, not both'],
  ['write-sidecars', '--query'],
  ['rename-album a', 'new one'],
  ['rename-tag a /', '“/” is no name of a tag'],
  ['undo a', '"a"'],
  ['status a', '"a"'],
  ['status --json=1', '"1"'],
  ['status --constructor', '--constructor'],
  ['status -json', '-j'],
  ['check --no-json', '--no-json'],
  ['serve --port 65536', '"65536"'],
  ['serve --no-open=yes', '"yes"'],
  ['serve --json', '--json'],
  ['evaluate', 'captions'],
  ['evaluate c --library l', '--library'],
  ['constructor', '"constructor"'],
])('%j names what is wrong, in one line', (line, named) => {
  const parse = () => parseCommandLine(line === '' ? [] : line.split(' '));
  expect(parse).toThrow(UsageError);
  expect(parse).toThrow(named);
  expect(parse).toThrow(/^[^\n]*$/);
});
