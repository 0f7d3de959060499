/** What indexing does and why it rests, as the page and the command line say it. */
import { count, plural } from './counts.ts';
import type { SetAsideCode } from './engine.ts';

type When = {
  readonly time: string;
  readonly day: 'today' | 'tomorrow' | { readonly weekday: string };
};

const at = ({ time, day }: When): string =>
  day === 'today' ? time : `${day === 'tomorrow' ? 'tomorrow' : day.weekday} at ${time}`;
const half = (amount: number): string =>
  `${amount < 1 ? '' : Math.floor(amount)}${amount % 1 === 0 ? '' : '½'}`;

export const activityMessages = {
  /** A coming moment. */
  at,
  roughly: (time: { unit: 'moments' | 'minute' | 'hour' | 'day'; amount: number }) => {
    const { unit, amount } = time;
    if (unit === 'moments') return 'less than a minute';
    if (amount === 1)
      return { minute: 'about a minute', hour: 'about an hour', day: 'about a day' }[unit];
    return `about ${half(amount)} ${unit}s`;
  },
  timeLeft: (roughly: string) => `${roughly} left`,

  hold: {
    paused: (until: When | null) => (until === null ? 'Paused' : `Paused until ${at(until)}`),
    schedule: (until: When) => `Waiting until ${at(until)}, as the schedule says`,
    battery: 'Waiting for mains power',
    'not-started': 'Nothing is read now, since Afterimage is not open',
  },
  waiting: (files: number) => `${plural(files, 'file', 'files')} waiting`,

  /** Beside the results of a search. */
  unread: (files: number, offline: number) =>
    [
      files === 1
        ? '1 file is not read yet and cannot be found'
        : `${count(files)} files are not read yet and cannot be found`,
      ...(offline === 0 ? [] : [`${count(offline)} of them on folders that are not connected`]),
    ].join(', '),
  unreadable: (files: number) => `${plural(files, 'file', 'files')} could not be read`,

  /** Reasons in a few words, over the files that share one. */
  reasons: {
    'empty-file': 'Empty files',
    'unsupported-format': 'Formats that Afterimage does not read',
    'no-preview': 'RAW files without a preview picture',
    'not-a-picture': 'Named like a picture, but none',
    'damaged-picture': 'Damaged pictures',
    'too-many-pixels': 'Too many pixels',
    'damaged-video': 'Damaged videos',
    'cut-off-video': 'Videos that were cut off',
    'no-video-stream': 'Sound without video',
    'no-frames': 'Videos without a picture',
    'not-a-regular-file': 'Pipes, devices and dead links',
    'no-permission': 'No permission to read',
    'name-not-utf8': 'Names that are not valid UTF-8',
    vanished: 'Vanished while being read',
    'kept-changing': 'Kept changing while being read',
    'took-too-long': 'Took too long',
    'took-too-much-memory': 'Needed too much memory',
    'decoder-crashed': 'Crashed the decoder',
    'encoder-crashed': 'Crashed the encoder',
    'read-error': 'The drive could not read them',
    'internal-error': 'Afterimage’s own failures',
  } satisfies Record<SetAsideCode, string>,
} as const;
