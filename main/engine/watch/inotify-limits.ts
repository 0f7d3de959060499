/** The settings of Linux that limit how much may be watched, and what lifts them. */
import { readFile } from 'node:fs/promises';

export type WatchLimit = {
  /** `fs.inotify.max_user_watches` */
  readonly setting: string;
  /** Undefined where the system does not tell. */
  readonly now: number | undefined;
  /** What it is to be set to. */
  readonly enough: number;
};

const watches = { setting: 'max_user_watches', enough: 524_288 };
const instances = { setting: 'max_user_instances', enough: 1_024 };
/** A limit that was reached is raised by at least so much. */
const factor = 4;

/** `code`: with which the system refused, `ENOSPC` for want of watches, else of instances. */
export async function limitOf(code: string): Promise<WatchLimit> {
  const { setting, enough } = code === 'ENOSPC' ? watches : instances;
  const text = await readFile(`/proc/sys/fs/inotify/${setting}`, 'utf8').catch(() => '');
  const now = Number.parseInt(text, 10);
  const name = `fs.inotify.${setting}`;
  if (Number.isNaN(now)) return { setting: name, now: undefined, enough };
  return { setting: name, now, enough: Math.max(enough, factor * now) };
}
