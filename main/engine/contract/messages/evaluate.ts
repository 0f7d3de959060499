/** What `evaluate` says while it works, and when it cannot. */

const most = 10;

export const evaluateMessages = {
  model: (title: string, folder: string | undefined) =>
    `Measuring ${title}${folder === undefined ? '' : ` (${folder})`}`,
  photosEncoded: (done: number, total: number) => `Encoded ${done} of ${total} photos`,
  distractorsEncoded: (done: number, total: number) => `Encoded ${done} of ${total} distractors`,
  captionsEncoded: (done: number, total: number) => `Encoded ${done} of ${total} captions`,
  captionsRanked: (done: number, total: number) =>
    `Ranked the pool for ${done} of ${total} captions`,
  photosRanked: (done: number, total: number) =>
    `Ranked the captions for ${done} of ${total} photos`,
  badLine: (line: number, text: string) =>
    `Line ${line} of the captions file is not a photo with lists of captions: ${text}`,
  noCaptions: (file: string, language: string) =>
    `${file} has no captions in the language "${language}".`,
  /** Each failure is a path with its reason. */
  unreadablePhotos: (failures: readonly string[]) =>
    `${failures.length} of the listed photos cannot be read: ${failures.slice(0, most).join('; ')}` +
    `${failures.length > most ? `; and ${failures.length - most} more` : ''}`,
} as const;
