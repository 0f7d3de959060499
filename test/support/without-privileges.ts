/** The program as somebody whom permissions stop: root is not stopped by any. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Answer } from './program.ts';
import { repository } from './repository.ts';

const dropped = ['--bounding-set=-dac_override,-dac_read_search'];
const isRoot = process.getuid?.() === 0;

/** Why permissions stop nobody here; null where they do. */
export const noPermissions: string | null = (() => {
  if (process.platform === 'win32') return 'Windows has permissions of its own';
  if (!isRoot) return null;
  try {
    execFileSync('setpriv', [...dropped, 'true'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'root could not give up its privileges';
  }
})();

/** Any command of the command line, to its end. */
export async function commandWithoutPrivileges(parameters: readonly string[]): Promise<Answer> {
  const program = [process.execPath, join(repository, 'main', 'cli', 'main.ts'), ...parameters];
  const [name = '', ...rest] = isRoot ? ['setpriv', ...dropped, ...program] : program;
  const child = spawn(name, rest, {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    text.stdout += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    text.stderr += String(chunk);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...text };
}
