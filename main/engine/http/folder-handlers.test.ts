import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { watchedFolder } from './folder-handlers.ts';
import type { Services } from './services.ts';

test('folders inside one that the catalogue refuses are watched again', async () => {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'afterimage-folders-')));
  onTestFinished(() => rmSync(top, { recursive: true }));
  const steps: string[] = [];
  const services = {
    libraryPath: mkdtempSync(join(top, 'library-')),
    log: (line: string) => steps.push(line),
    catalog: {
      folders: () => [
        { id: 1, path: join(top, 'pictures', 'inner'), files: 0, offline: false },
        { id: 2, path: join(top, 'elsewhere'), files: 0, offline: false },
      ],
      addFolder() {
        throw new Error('the disk is full');
      },
    },
    ingest: {
      leftOutOf: () => undefined,
      unwatchFolder: async (id: number) => void steps.push(`unwatch ${id}`),
      watchFolder: async (id: number) => void steps.push(`watch ${id}`),
    },
  } as unknown as Services;
  const folder = join(top, 'pictures');
  mkdirSync(folder);
  await expect(watchedFolder(services, folder)).rejects.toThrow('the disk is full');
  expect(steps).toEqual(['unwatch 1', 'watch 1']);
});
