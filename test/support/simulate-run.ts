/**
 * Indexing on a made-up computer: `decoders` that take a file each, an encoder that takes one photo
 * at a time, a few files claimed ahead. What it does is known, so that what is estimated of it can be
 * told from what comes true.
 */
import type { Run, RunEvent, RunFile } from '../../main/engine/ingest/time-left/replay-run.ts';

export type SimulatedFile = {
  readonly kind: 'photo' | 'video';
  readonly sizeBytes: number;
  /** On a decoder; for a file that is known already, of hashing alone. */
  readonly decodeSeconds: number;
  readonly encodeSeconds: number;
  readonly isKnown: boolean;
};

export type Computer = {
  readonly decoders: number;
  /** How fast it is at a second of the run; 1 is its usual speed. */
  readonly speed: (second: number) => number;
};

const stepSeconds = 0.01;
const filesAhead = 3;
const photosATurn = 100;

type Claimed = { readonly fileId: number; readonly file: SimulatedFile; left: number };

export function simulate(files: readonly SimulatedFile[], computer: Computer): Run {
  const { decoders, speed } = computer;
  const waiting = files.map((file, index) => ({
    fileId: index + 1,
    file,
    left: file.decodeSeconds,
  }));
  const photos = waiting.filter(({ file }) => file.kind === 'photo');
  const videos = waiting.filter(({ file }) => file.kind === 'video');
  const events: RunEvent[] = [];
  const claimed: Claimed[] = [];
  let decoding: Claimed[] = [];
  let encoding: Claimed[] = [];
  let photosInARow = 0;
  let second = 0;

  const note = (fileId: number, what: RunEvent[2]) =>
    events.push([Math.round(second * 1000), fileId, what]);
  const underWay = () => claimed.length + decoding.length + encoding.length;
  const videosUnderWay = () =>
    [...claimed, ...decoding].filter(({ file }) => file.kind === 'video').length;
  const next = () => {
    const isTurn = decoders > 1 || photosInARow >= photosATurn;
    if (videosUnderWay() === 0 && isTurn && videos.length > 0) return videos.shift();
    if (photos.length > 0) return photos.shift();
    return videosUnderWay() < decoders ? videos.shift() : undefined;
  };
  const claim = () => {
    while (underWay() < decoders + filesAhead) {
      const file = next();
      if (file === undefined) break;
      photosInARow = file.file.kind === 'photo' ? photosInARow + 1 : 0;
      claimed.push(file);
    }
    while (decoding.length < decoders) {
      const file = claimed.shift();
      if (file === undefined) return;
      if (file.file.kind === 'video' && !file.file.isKnown) note(file.fileId, 0);
      decoding.push(file);
    }
  };
  const share = ({ file, left }: Claimed) => 1 - left / file.decodeSeconds;

  for (claim(); underWay() > 0; claim()) {
    const before = second;
    second += stepSeconds;
    const done = stepSeconds * speed(second);
    for (const file of decoding) file.left -= done;
    for (const file of encoding.slice(0, 1)) file.left -= done;
    for (const file of encoding.filter(({ left }) => left <= 0)) note(file.fileId, 'encoded');
    encoding = encoding.filter(({ left }) => left > 0);
    for (const { fileId, file } of decoding.filter(({ left }) => left <= 0)) {
      if (file.isKnown) note(fileId, 'hashed');
      else if (file.kind === 'video') note(fileId, 'encoded');
      else encoding.push({ fileId, file, left: file.encodeSeconds });
    }
    decoding = decoding.filter(({ left }) => left > 0);
    if (Math.floor(before) === Math.floor(second)) continue;
    for (const file of decoding) {
      if (file.file.kind === 'video' && !file.file.isKnown) note(file.fileId, share(file));
    }
  }
  const runFiles = files.map(
    ({ kind, sizeBytes, isKnown }, index): RunFile => [index + 1, kind, sizeBytes, isKnown ? 1 : 0],
  );
  return { decoders, files: runFiles, events };
}
