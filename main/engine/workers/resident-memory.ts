/** How much memory a process really holds. `ulimit -v` would break V8, so it is watched instead. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Resident bytes of a process; 0 when it is gone or the system does not tell. */
export async function residentBytes(pid: number): Promise<number> {
  try {
    if (process.platform === 'linux') {
      return parseProcStatus(await readFile(`/proc/${pid}/status`, 'latin1'));
    }
    if (process.platform === 'win32') {
      const { stdout } = await run('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH']);
      return parseTasklist(stdout);
    }
    const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)]);
    return parseKibibytes(stdout);
  } catch {
    return 0;
  }
}

/** The VmRSS line of /proc/PID/status: in kB, whatever the page size. */
export function parseProcStatus(text: string): number {
  return parseKibibytes(/^VmRSS:\s*(\d+) kB$/m.exec(text)?.[1] ?? '');
}

/** `"node.exe","1234","Console","1","52,136 K"`: the digits are grouped as the locale likes. */
export function parseTasklist(text: string): number {
  const cells = text.trim().split('","');
  return cells.length < 5 ? 0 : parseKibibytes((cells.at(-1) ?? '').replace(/\D/g, ''));
}

function parseKibibytes(text: string): number {
  return (Number.parseInt(text, 10) || 0) * 1024;
}
