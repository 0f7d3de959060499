/**
 * Whether this computer runs on its battery. Where nobody can tell, it counts as on mains power, so
 * that a desktop computer never waits for a plug that it has.
 */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export type PowerSource = 'mains' | 'battery';

const run = promisify(execFile);
const limitMs = 20_000;
const windowsQuestion =
  'Add-Type -AssemblyName System.Windows.Forms; [System.Windows.Forms.SystemInformation]::PowerStatus.PowerLineStatus';

/** Never rejects. */
export async function readPowerSource(
  platform: NodeJS.Platform = process.platform,
  supplies = '/sys/class/power_supply',
): Promise<PowerSource> {
  try {
    if (platform === 'linux') return fromSupplies(await readSupplies(supplies));
    const options = { timeout: limitMs, windowsHide: true };
    if (platform === 'darwin') {
      return fromPmset((await run('pmset', ['-g', 'batt'], options)).stdout);
    }
    if (platform === 'win32') {
      const parameters = ['-NoProfile', '-NonInteractive', '-Command', windowsQuestion];
      return fromPowerLine((await run('powershell.exe', parameters, options)).stdout);
    }
  } catch {
    // Nobody can tell.
  }
  return 'mains';
}

/** The files of one entry of /sys/class/power_supply. */
export type Supply = {
  readonly type: string;
  /** `Device`: of a mouse or a headset, not of this computer. */
  readonly scope: string;
  readonly online: string;
  readonly status: string;
};

async function readSupplies(folder: string): Promise<Supply[]> {
  const names = await readdir(folder);
  const read = (...parts: string[]) =>
    readFile(join(folder, ...parts), 'latin1').then(
      (text) => text.trim(),
      () => '',
    );
  return Promise.all(
    names.map(async (name) => ({
      type: await read(name, 'type'),
      scope: await read(name, 'scope'),
      online: await read(name, 'online'),
      status: await read(name, 'status'),
    })),
  );
}

/** Linux. A charger that is plugged in says more than a battery that is too weak to charge. */
export function fromSupplies(supplies: readonly Supply[]): PowerSource {
  const own = supplies.filter(({ scope }) => scope !== 'Device');
  const isPlugged = own.some(({ type, online }) => /^(Mains|USB)/.test(type) && online === '1');
  const isDraining = own.some(({ type, status }) => type === 'Battery' && status === 'Discharging');
  return isDraining && !isPlugged ? 'battery' : 'mains';
}

/** macOS: `Now drawing from 'Battery Power'`. */
export function fromPmset(output: string): PowerSource {
  return output.includes("'Battery Power'") ? 'battery' : 'mains';
}

/** Windows: `Online`, `Offline` or `Unknown`. */
export function fromPowerLine(output: string): PowerSource {
  return output.trim() === 'Offline' ? 'battery' : 'mains';
}
