import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClient } from '../engine/contract/client.ts';
import { addFolders, foldersOf } from './add-folders.ts';
import { socketTransport } from './socket-transport.ts';

let folder: string;
let socket: string;
let server: Server;
let asked: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'afterimage-shell-'));
  socket = join(folder, 'engine.sock');
  asked = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { path } = JSON.parse(body) as { path: string };
    asked.push(path);
    const refused = { '/inside': 'folder-refused', '/typo': 'not-a-folder' }[path];
    response.writeHead(refused ? 400 : 200, { 'content-type': 'application/json' });
    if (refused) response.end(JSON.stringify({ code: refused, message: `refused ${path}` }));
    else
      response.end(
        JSON.stringify({ folderId: 1, path, volume: 1, offline: false, addedMs: 0, counts: {} }),
      );
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

test('every folder is asked for, and only a mistake is told', async () => {
  const client = createClient(socketTransport(() => socket));
  expect(await addFolders(client, ['/typo', '/inside', '/typo'])).toEqual([
    'refused /typo',
    'refused /typo',
  ]);
  expect(asked).toEqual(['/typo', '/inside', '/typo']);
});

test('an engine that is gone is told, not thrown', async () => {
  const client = createClient(socketTransport(() => join(folder, 'nobody.sock')));
  expect(await addFolders(client, ['/p'])).toHaveLength(1);
});

test.each([
  [{ folders: ['/a', 7, '/b'] }, ['/a', '/b']],
  [{ folders: 'x' }, []],
  [null, []],
  ['x', []],
])('%j hands over %j', (handedOver, folders) => {
  expect(foldersOf(handedOver)).toEqual(folders);
});
