/** The watch of network-cut.test.ts sees what it is there to see. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { cannotCut, runCutOff } from '../support/cut-network.ts';

const folder = mkdtempSync(join(tmpdir(), 'afterimage-watch-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** 192.0.2.0/24 and .invalid are kept for examples; and no packet leaves the namespace. */
const attempts = `
  import dgram from 'node:dgram';
  import dns from 'node:dns';
  import net from 'node:net';
  const quiet = () => {};
  net.connect(9, '192.0.2.1').on('error', quiet);
  net.connect({ host: '192.0.2.2', port: 80 }).on('error', quiet);
  dns.lookup('callback.invalid', quiet);
  await dns.promises.lookup('promise.invalid').catch(quiet);
  await fetch('http://192.0.2.3/').catch(quiet);
  const udp = dgram.createSocket('udp4').on('error', quiet);
  udp.send('x', 53, '192.0.2.4', () => udp.close());
  const server = net.createServer((socket) => socket.end()).listen(0, '127.0.0.1', () => {
    net.connect(server.address().port, '127.0.0.1').resume().on('close', () => server.close());
  });
`;

test.skipIf(cannotCut !== null)(
  `attempts to reach beyond loopback are noted${cannotCut ? ` (left out: ${cannotCut})` : ''}`,
  () => {
    const watchFile = join(folder, 'network.log');
    const run = runCutOff(['--input-type=module', '-e', attempts], watchFile);
    expect(run.status, run.stderr).toBe(0);
    const notes = readFileSync(watchFile, 'utf8').trim().split('\n');
    // A datagram is sent again once its socket is bound.
    const different = new Set(notes.map((line) => line.replace(/^\d+ /, '')));
    expect([...different].sort()).toEqual([
      'connect 192.0.2.1:9',
      'connect 192.0.2.2:80',
      'connect 192.0.2.3:80',
      'dns lookup callback.invalid',
      'dns lookup promise.invalid',
      'udp 192.0.2.4',
      'watching ',
    ]);
  },
);
