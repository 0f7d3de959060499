/** A lock between processes: a file with its holder's process id, taken over from a dead holder. */
import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const lookAgainMs = 200;

/** Resolves with the release; `onWait` is called once when a living process holds the lock. */
export async function takeLock(lock, onWait = () => {}) {
  const mine = `${lock}.${process.pid}-${randomUUID()}`;
  // Linked into place whole: a lock without its process id would look like a dead holder's.
  writeFileSync(mine, String(process.pid));
  try {
    for (let told = false; !linked(mine, lock); ) {
      const holder = holderOf(lock);
      if (holder === null) continue;
      if (isAlive(holder)) {
        if (!told) onWait();
        told = true;
        await sleep(lookAgainMs);
      } else clearAway(lock, `${mine}-stale`);
    }
    return () => rmSync(lock, { force: true });
  } finally {
    rmSync(mine, { force: true });
  }
}

function linked(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Of several that see the same dead holder only one moves its lock away. What it moved is looked
 * at again: another may have cleared the dead one and taken the lock since, and gets it back.
 */
function clearAway(lock, stale) {
  try {
    renameSync(lock, stale);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (isAlive(holderOf(stale))) linked(stale, lock);
  rmSync(stale, { force: true });
}

/** Its process id; null when the lock has just been released. */
function holderOf(lock) {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

function isAlive(processId) {
  if (!processId) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
