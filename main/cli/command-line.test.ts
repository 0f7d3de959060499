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
  ['status', { name: 'status', all: false, ...answering }],
  ['status --all', { name: 'status', all: true, ...answering }],
  ['status --library=--json', { name: 'status', all: false, library: '--json', json: false }],
  ['retry', { name: 'retry', files: [], reason: undefined, ...answering }],
  [
    'retry a.jpg b.jpg',
    { name: 'retry', files: ['a.jpg', 'b.jpg'], reason: undefined, ...answering },
  ],
  ['retry --reason empty-file', { name: 'retry', files: [], reason: 'empty-file', ...answering }],
  ['pause', { name: 'pause', length: 'resumed', ...answering }],
  ['pause --for 90m', { name: 'pause', length: { minutes: 90 }, ...answering }],
  ['pause --for 2h', { name: 'pause', length: { minutes: 120 }, ...answering }],
  ['pause --for tomorrow', { name: 'pause', length: 'tomorrow', ...answering }],
  ['resume --json', { name: 'resume', library: undefined, json: true }],
  ['settings', { name: 'settings', change: undefined, ...answering }],
  ['settings set cores 2', { name: 'settings', change: { cores: 2 }, ...answering }],
  [
    'settings set schedule 22:00-07:00',
    { name: 'settings', change: { schedule: '22:00-07:00' }, ...answering },
  ],
  ['check --json', { name: 'check', library: undefined, json: true }],
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
  ['retry --reason bad', '"bad"'],
  ['retry a.jpg --reason empty-file', '--reason, not both'],
  ['pause --for 0m', '"0m"'],
  ['pause --for ever', '"ever"'],
  ['pause now', '"now"'],
  ['settings get', 'set NAME VALUE'],
  ['settings set cores', 'set NAME VALUE'],
  ['settings set speed 9', '“speed”'],
  ['settings set cores none', '"none"'],
  ['settings set schedule 22-7', '"22-7"'],
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
