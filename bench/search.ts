/**
 * `npm run bench:search -- [--items N,N] [--peers NAME,NAME] [--only NAME,NAME] [--curve] [--json]`:
 * searching a library of so many drawn photos, with Afterimage and with others, each in a process of its
 * own, in turns.
 */
import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { measureCurve } from './search/curve.ts';
import { measureFloatScan } from './search/float-scan.ts';
import { openLibrary } from './search/library.ts';
import { measureOurs, measureStart } from './search/ours.ts';
import { measureScan } from './search/scan.ts';
import { measureSqliteVec } from './search/sqlite-vec.ts';
import { measureUsearch } from './search/usearch.ts';

/** Always measured, in turns, so many times; the slow ones answer fewer queries. */
const rounds = 3;
const usual = ['afterimage', 'scan', 'sqlite-vec'];
const peers = ['usearch'];
const sqliteVecQueries = 10;
const floatQueries = 20;
const curveQueries = 100;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    items: { type: 'string', default: '1000000' },
    peers: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
    curve: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: String(rounds) },
  },
});
const [method, photos] = positionals;
if (method !== undefined) console.log(JSON.stringify(await measure(method, Number(photos))));
else await measureAll();

async function measure(name: string, count: number): Promise<unknown> {
  const startedMs = performance.timeOrigin;
  const library = await openLibrary(count, console.error);
  const libraryMs = Date.now() - startedMs;
  switch (name) {
    case 'library':
      return { 'making it, ms': library.madeInMs };
    case 'afterimage':
      return measureOurs(library, startedMs + libraryMs);
    case 'cold-start':
      return measureStart(library, startedMs + libraryMs);
    case 'scan':
      return measureScan(library);
    case 'sqlite-vec':
      return measureSqliteVec(library, sqliteVecQueries);
    case 'float-scan':
      return measureFloatScan(library, floatQueries);
    case 'curve':
      return measureCurve(library, curveQueries);
    case 'usearch':
      return measureUsearch(library);
    default:
      throw new Error(`no method ${name}`);
  }
}

async function measureAll(): Promise<void> {
  const chosen = values.peers.split(',').filter((name) => name !== '');
  const unknown = chosen.find((name) => !peers.includes(name));
  if (unknown !== undefined) throw new Error(`--peers ${unknown}: there is ${peers.join(', ')}`);
  const told: unknown[] = [];
  const tell = (line: Record<string, unknown>) => {
    told.push(line);
    if (!values.json) console.log(JSON.stringify(line));
  };
  tell({ machine: `${cpus().length} x ${cpus()[0]?.model}`, node: process.version });
  for (const count of values.items.split(',')) {
    tell({ photos: Number(count), library: await inOwnProcess('library', count) });
    for (let round = 1; round <= Number(values.rounds); round += 1) {
      const first = ['float-scan', 'cold-start', ...(values.curve ? ['curve'] : [])];
      const all = [...usual, ...chosen, ...(round === 1 ? first : [])];
      const only = values.only.split(',').filter((name) => name !== '');
      for (const name of all.filter((each) => only.length === 0 || only.includes(each))) {
        if (name === 'cold-start' && !droppedPageCache()) {
          tell({
            photos: Number(count),
            [name]: 'left out: the page cache cannot be dropped here',
          });
          continue;
        }
        tell({ photos: Number(count), round, [name]: await inOwnProcess(name, count) });
      }
    }
  }
  if (values.json) console.log(JSON.stringify(told, null, 2));
}

/** Linux, and allowed to: what was read from the disk is forgotten. */
function droppedPageCache(): boolean {
  try {
    execFileSync('sync');
    writeFileSync('/proc/sys/vm/drop_caches', '3');
    return true;
  } catch {
    return false;
  }
}

/** What it prints last, as JSON. */
function inOwnProcess(name: string, count: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const parameters = [...process.execArgv, import.meta.filename, name, count];
    const child = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.once('error', reject);
    child.once('close', (status) => {
      if (status === 0) resolve(JSON.parse(output));
      else reject(new Error(`${name} ended with ${status}`));
    });
  });
}
