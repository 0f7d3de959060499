/** The browser's doors: one for each port asked for, each with its guard and its cookie. */
import { createHash, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from '../contract/errors.ts';
import { type ApplicationOptions, createApplication } from './application.ts';
import { type BrowserGuard, createBrowserGuard } from './browser-guard.ts';
import { type Door, openBrowserPort } from './doors.ts';

const keyBytes = 32;

export type BrowserDoors = {
  /** A URL with a fresh one-time token. Port 0: a door that is open, else the library's usual port. */
  open(port: number): Promise<string>;
  close(): Promise<void>;
};

type GuardedDoor = { readonly door: Door; readonly guard: BrowserGuard };

export function createBrowserDoors(
  libraryPath: string,
  application: Omit<ApplicationOptions, 'door' | 'guard'>,
): BrowserDoors {
  const doors = new Map<number, Promise<GuardedDoor>>();

  async function openPort(port: number): Promise<GuardedDoor> {
    const key = await browserKey(libraryPath);
    let guard: BrowserGuard | undefined;
    const appOf = (actual: number) => {
      const made = createBrowserGuard(key, actual);
      guard = made;
      return createApplication({ ...application, door: 'browser', guard: made });
    };
    const door = await openBrowserPort(appOf, port);
    if (guard === undefined) throw new Error(`port ${port} opened without its guard`);
    return { door, guard };
  }

  function usual(): Promise<GuardedDoor> {
    const [opened] = doors.values();
    return opened ?? remember(usualPort(libraryPath), openUsual(usualPort(libraryPath)));
  }

  /** The usual port lets a bookmark and the page's settings survive a restart. */
  async function openUsual(port: number): Promise<GuardedDoor> {
    try {
      return await openPort(port);
    } catch (error) {
      if (error instanceof EngineError && error.code === 'port-in-use') return openPort(0);
      throw error;
    }
  }

  function remember(port: number, opening: Promise<GuardedDoor>): Promise<GuardedDoor> {
    doors.set(port, opening);
    opening.then(
      ({ door }) => door.port !== port && doors.set(door.port, opening),
      () => doors.delete(port),
    );
    return opening;
  }

  return {
    async open(port) {
      const opening = port === 0 ? usual() : (doors.get(port) ?? remember(port, openPort(port)));
      const { door, guard } = await opening;
      return `http://127.0.0.1:${door.port}/?token=${guard.issueToken()}`;
    },
    async close() {
      const opened = await Promise.allSettled(doors.values());
      doors.clear();
      const open = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value.door] : []));
      await Promise.all([...new Set(open)].map((door) => door.close()));
    },
  };
}

/** One of 10,000 ports below the system's own range for outgoing connections, by the library. */
function usualPort(libraryPath: string): number {
  return 20_000 + (createHash('sha256').update(libraryPath).digest().readUInt32BE(0) % 10_000);
}

/** The library's secret, made with it, so that a restarted engine honours its cookies. */
async function browserKey(libraryPath: string): Promise<Uint8Array> {
  const path = join(libraryPath, 'browser.key');
  const kept = await readFile(path).catch(() => undefined);
  if (kept?.length === keyBytes) return kept;
  const key = randomBytes(keyBytes);
  await writeFile(path, key, { mode: 0o600 });
  return key;
}
