/** Why a file was set aside, and what else the engine tells a person. */

/** Stable codes of the reasons for setting a file aside, as kept in the catalogue. */
export const setAsideCodes = [
  'empty-file',
  'unsupported-format',
  'not-a-picture',
  'damaged-picture',
  'no-preview',
  'too-many-pixels',
  'damaged-video',
  'cut-off-video',
  'no-video-stream',
  'no-frames',
  'not-a-regular-file',
  'no-permission',
  'name-not-utf8',
  'vanished',
  'kept-changing',
  'took-too-long',
  'took-too-much-memory',
  'decoder-crashed',
  'encoder-crashed',
  'read-error',
  'internal-error',
] as const;
export type SetAsideCode = (typeof setAsideCodes)[number];

export const engineMessages = {
  scanNotBuilt: (path: string) => `The scan has not been built (${path}). Run: npm start`,
  modelFileDamaged: (path: string) =>
    `A file of the model is missing or damaged (${path}). Install Afterimage again.`,
  /** `detail` is what the library that failed said, kept short. */
  setAside: {
    'empty-file': () => 'The file is empty (0 bytes).',
    'unsupported-format': (detail: string) =>
      `Afterimage does not read this format${colon(detail)}.`,
    'not-a-picture': (detail: string) => `The file's content is not a picture${colon(detail)}.`,
    'damaged-picture': (detail: string) =>
      `The picture is damaged${colon(detail)}. Try restoring it from a backup.`,
    'no-preview': () => 'This RAW file has no preview picture inside.',
    'too-many-pixels': (detail: string) =>
      `The picture has too many pixels to be read safely${colon(detail)}.`,
    'damaged-video': (detail: string) =>
      `The video is damaged${colon(detail)}. Try restoring it from a backup.`,
    'cut-off-video': () =>
      'The end of the video is missing, and with it its index: it was cut off while it was recorded or copied. Copy it again, or try a program that repairs videos.',
    'no-video-stream': () => 'The file has sound but no video.',
    'no-frames': () => 'The video holds not a single picture.',
    'not-a-regular-file': (detail: string) => `This is not an ordinary file${colon(detail)}.`,
    'no-permission': () => 'Afterimage may not read this file. Change its permissions, then retry.',
    'name-not-utf8': () => "The file's name is not valid UTF-8. Rename it, then retry.",
    vanished: () => 'The file vanished while it was being read.',
    'kept-changing': () =>
      'The file kept changing while it was being read. Retry when it is finished.',
    'took-too-long': (detail: string) => `Reading took too long and was stopped${colon(detail)}.`,
    'took-too-much-memory': (detail: string) =>
      `Reading needed too much memory and was stopped${colon(detail)}.`,
    'decoder-crashed': (detail: string) =>
      `The decoder crashed on this file, twice${colon(detail)}.`,
    'encoder-crashed': (detail: string) =>
      `The encoder crashed on this file, twice${colon(detail)}.`,
    'read-error': (detail: string) =>
      `The file could not be read${colon(detail)}. Check the drive, then retry.`,
    'internal-error': (detail: string) =>
      `Afterimage failed on this file${colon(detail)}. Please report this.`,
  } satisfies Record<SetAsideCode, (detail: string) => string>,
  /** How a picture is damaged: the details of "The picture is damaged". */
  damage: {
    truncated: (format: string, percent: number) =>
      `truncated ${format}: ${percent} % of the picture is there`,
    truncatedFile: (format: string, percent: number) =>
      `truncated ${format}: ${percent} % of the file is there`,
    endMissing: (format: string) => `truncated ${format}: its end is missing`,
    coarse: (format: string) =>
      `truncated ${format}: only a coarse version of the picture is there`,
    brokenAfter: (format: string, percent: number) =>
      `damaged ${format}: what follows the first ${percent} % of the picture cannot be read`,
    checksum: (format: string) => `damaged ${format}: its checksums do not match its data`,
    /** `words`: what the library says. */
    damaged: (format: string, words: string) => `damaged ${format}: ${words}`,
    unusual: (format: string) => `it cannot be read as ${format}, or is of an unusual kind of it`,
  },
} as const;

function colon(detail: string): string {
  return detail === '' ? '' : `: ${detail}`;
}
