import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readAddress, startEngineProcess } from './engine-process.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterimage-shell-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A stand-in engine: a real child process that runs `body` and says where it listens. */
function launch(body: string) {
  const entry = join(folder, 'engine.mjs');
  writeFileSync(entry, body);
  const troubles: string[] = [];
  let ready = 0;
  let wake = () => {};
  const engine = startEngineProcess({
    runtime: process.execPath,
    entry,
    parameters: ['--library', '/x'],
    onTrouble: (message) => {
      troubles.push(message);
      wake();
    },
    onReady: () => {
      ready += 1;
      wake();
    },
  });
  const until = async (condition: () => boolean) => {
    while (!condition()) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { engine, troubles, ready: () => ready, until };
}

test('the engine is ready when it says its socket, and stops when asked', async () => {
  const started = launch(
    `console.log('starting'); console.log(JSON.stringify({ socket: process.argv[3] })); setInterval(() => {}, 1000);`,
  );
  await started.until(() => started.ready() === 1);
  expect(started.engine.socket()).toBe('/x');
  await started.engine.stop();
  expect(started.engine.socket()).toBeNull();
  expect(started.troubles).toEqual([]);
});

test('an engine that only watches its stdin is stopped by it', async () => {
  const goodbye = join(folder, 'goodbye');
  const started = launch(
    `import { writeFileSync } from 'node:fs';
    process.on('SIGTERM', () => {});
    process.stdin.once('end', () => writeFileSync(${JSON.stringify(goodbye)}, 'in order')).resume();
    console.log('{"socket":"/x"}');`,
  );
  await started.until(() => started.ready() === 1);
  await started.engine.stop();
  expect(readFileSync(goodbye, 'utf8')).toBe('in order');
});

test('an engine that cannot start says why', async () => {
  const started = launch(`console.error('the library is on a network drive'); process.exit(1);`);
  await started.until(() => started.troubles.length === 1);
  expect(started.troubles[0]).toContain('the library is on a network drive');
});

test('an engine that ends is started again, but not for ever', async () => {
  const started = launch(`console.log('{"socket":"/x"}'); setTimeout(() => process.exit(3), 50);`);
  await started.until(() => started.troubles.length === 1);
  expect(started.ready()).toBe(4);
});

test.each([
  ['{"socket":"/run/a.sock"}', '/run/a.sock'],
  ['{"socket":7}', null],
  ['{broken', null],
  ['ready', null],
])('%s → %s', (line, address) => {
  expect(readAddress(line)).toBe(address);
});
