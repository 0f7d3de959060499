/**
 * `npm run bench:ingest -- [--photos N] [--rounds N] [--only NAME,NAME] [--json]`: reading photos, with
 * Afterimage and with a plain script, beside what decoding and encoding alone allow; each in a
 * process of its own, in turns, on the same files. `--only batches`: how many pictures a run of the
 * encoder are worth their while.
 */
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type FileSet, fileSets } from './ingest/files.ts';

const methods = ['decode', 'encode', 'whole script', 'least script', 'afterimage'] as const;
type Method = (typeof methods)[number];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    photos: { type: 'string', default: '240' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});
const sets = await fileSets(Number(values.photos), console.error);
const [method, set] = positionals;
if (method === undefined) measureAll();
else console.log(JSON.stringify(await measure(method, sets[Number(set)] as FileSet)));

/** Each loads what it needs: the decoder forbids sharp what drawing the photos needs. */
async function measure(name: string, { files }: FileSet): Promise<unknown> {
  switch (name) {
    case 'decode':
      return (await import('./ingest/bare.ts')).decodeAlone(files);
    case 'encode':
      return (await import('./ingest/bare.ts')).encodeAlone(files);
    case 'whole script':
      return (await import('./ingest/sequential.ts')).runSequentially(files, 'whole');
    case 'least script':
      return (await import('./ingest/sequential.ts')).runSequentially(files, 'least');
    case 'afterimage':
      return (await import('./ingest/ours.ts')).runAfterimage(files);
    case 'batches':
      return (await import('./ingest/batches.ts')).encodeInBatches();
    case 'queries':
      return (await import('./ingest/queries.ts')).queriesWhileIndexing(files);
    default:
      throw new Error(`no method ${name}; there are ${methods.join(', ')}, queries, batches`);
  }
}

type Round = Record<Exclude<Method, 'encode'>, number> & { encode: Record<string, number> };

function measureAll(): void {
  say({ machine: `${cpus().length} x ${cpus()[0]?.model}`, node: process.version });
  const once = ['queries', 'batches'];
  const chosen = values.only === '' ? [...methods, 'queries'] : values.only.split(',');
  const own = chosen.filter((name) => !once.includes(name));
  for (const [number, { name, files }] of own.length === 0 ? [] : sets.entries()) {
    const rounds: Partial<Round>[] = [];
    for (let round = 0; round < Number(values.rounds); round += 1) {
      rounds.push(Object.fromEntries(own.map((each) => [each, inProcess(each, number)])));
      if (values.json) say({ set: name, round: round + 1, ...rounds[round] });
    }
    say({ set: name, files: files.length, ...summary(rounds) });
  }
  for (const name of once.filter((each) => chosen.includes(each))) {
    say({ [name]: inProcess(name, 0) });
  }
}

/** What the method prints, run in a process of its own. */
function inProcess(name: string, set: number): unknown {
  const script = fileURLToPath(import.meta.url);
  const parameters = [...process.execArgv, script, name, `${set}`, '--photos', values.photos];
  const printed = execFileSync(process.execPath, parameters, { encoding: 'utf8' });
  return JSON.parse(printed.trim().split('\n').at(-1) as string);
}

/** Medians in photos a second; ratios are of each round, then their median. */
function summary(rounds: readonly Partial<Round>[]): Record<string, unknown> {
  const each = rounds.map((round) => {
    const encode = Math.max(...Object.values(round.encode ?? {}));
    const { decode = Number.NaN, afterimage = Number.NaN } = round;
    const whole = round['whole script'] ?? Number.NaN;
    const least = round['least script'] ?? Number.NaN;
    const possible = 1 / (1 / decode + 1 / encode);
    return {
      'decoding alone': decode,
      'encoding alone': encode,
      '1 / (1/d + 1/e)': possible,
      afterimage,
      'whole script': whole,
      'least script': least,
      'afterimage of what is possible': afterimage / possible,
      'afterimage to the whole script': afterimage / whole,
      'afterimage to the least script': afterimage / least,
    };
  });
  const names = Object.keys(each[0] ?? {}) as (keyof (typeof each)[number])[];
  return Object.fromEntries(
    names
      .map((name) => [name, median(each.map((round) => round[name]))] as const)
      .filter(([, value]) => Number.isFinite(value)),
  );
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return Math.round(100 * (sorted[Math.floor(sorted.length / 2)] ?? Number.NaN)) / 100;
}

function say(line: object): void {
  console.log(JSON.stringify(line));
}
