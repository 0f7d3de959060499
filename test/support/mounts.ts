/** Real mounts, where this process may make them: as root, on Linux, outside of a strict container. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

function run(command: string, ...parameters: string[]): void {
  execFileSync(command, parameters, { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Why nothing can be mounted here; null where it can. */
export const cannotMount: string | null = (() => {
  if (process.platform !== 'linux') return 'mounting is done on Linux alone';
  if (process.getuid?.() !== 0) return 'mounting needs root';
  const folder = mkdtempSync(join(tmpdir(), 'afterimage-mount-'));
  try {
    run('mount', '-t', 'tmpfs', 'tmpfs', folder);
    run('umount', folder);
    return null;
  } catch (error) {
    return `mounting is not allowed here (${error instanceof Error ? error.message.split('\n')[1] : error})`;
  } finally {
    rmdirSync(folder);
  }
})();

/** An empty drive; it goes away with the test. */
export function mountDrive(folder: string): void {
  run('mount', '-t', 'tmpfs', 'tmpfs', folder);
  onTestFinished(() => unmount(folder));
}

/** What is at `from`, at `to` as well. */
export function mountAlso(from: string, to: string): void {
  run('mount', '--bind', from, to);
  onTestFinished(() => unmount(to));
}

/** As a drive that is pulled out; also while something is open on it. Harmless where nothing is mounted. */
export function unmount(folder: string): void {
  try {
    run('umount', '--lazy', folder);
  } catch {
    // Not mounted, or not any more.
  }
}
