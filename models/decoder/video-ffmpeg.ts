/** FFmpeg, opened quietly and with nothing but files of known containers within its reach. */
import {
  AV_DISPOSITION_ATTACHED_PIC,
  AV_DISPOSITION_TIMED_THUMBNAILS,
  AV_FIELD_PROGRESSIVE,
  AV_LOG_QUIET,
  AV_NOPTS_VALUE,
  AVDISCARD_ALL,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
} from 'node-av/constants';
import {
  avGetCodecName,
  type Codec,
  CodecContext,
  Codec as Codecs,
  Dictionary,
  FFmpegError,
  FormatContext,
  getFFmpegInfo,
  Log,
  type Stream,
} from 'node-av/lib';
import type { FfmpegInfo } from '../../main/engine/workers/protocol.ts';
import { type FilePart, WorkerError } from '../../main/engine/workers/types.ts';
import { withOriginal } from './open-original.ts';
import { lacksIndex } from './video-boxes.ts';

Log.setLevel(AV_LOG_QUIET);

/**
 * Containers that may be opened. Playlists (hls, dash, concat) stay out: they would make FFmpeg
 * read other files. Sound-only ones are here so that they are told apart from damaged files, and
 * pictures for those that move.
 */
const containers =
  'mov,matroska,avi,mpegts,mpeg,flv,asf,ogg,mxf,dv,mp3,wav,flac,aac,gif,apng,webp_anim';

/** A video's own XMP is read as a tag among the others. */
const wanted = { export_xmp: '1' };

/** What the bytes of known containers begin with, as latin1; the number is where. */
const signatures: readonly (readonly [number, string])[] = [
  [4, 'ftyp'],
  [4, 'moov'],
  [4, 'mdat'],
  [4, 'wide'],
  [4, 'free'],
  [4, 'skip'],
  [0, '\x1a\x45\xdf\xa3'],
  [8, 'AVI '],
  [0, 'FLV\x01'],
  [0, '\x30\x26\xb2\x75'],
  [0, 'OggS'],
  [0, '\x00\x00\x01\xba'],
];

export const ffmpegInfo = (): FfmpegInfo => {
  const { version, configuration } = getFFmpegInfo();
  return { version, licence: licenceOf(configuration), configuration };
};

/** FFmpeg derives its licence from these switches (its `configure`, "license"). */
function licenceOf(configuration: string): string {
  const has = (name: string): boolean => configuration.includes(`--enable-${name}`);
  if (has('nonfree')) return 'nonfree and unredistributable';
  const version3 = has('version3');
  if (has('gpl')) return `GPL version ${version3 ? 3 : 2} or later`;
  return `LGPL version ${version3 ? 3 : 2.1} or later`;
}

export type Container = {
  /** Close with `closeInput`. */
  readonly input: FormatContext;
  /** FFmpeg's name, except that WebM is told from the Matroska it is made of. */
  readonly format: string;
};

/**
 * Open a file's container, or that of a part of it. Rejects with WorkerError: `empty-file`,
 * `unsupported-format`, `cut-off-video`, `damaged-video`, and what the file system answers.
 */
export async function openContainer(path: string, part?: FilePart): Promise<Container> {
  const head = await readHead(path, part?.start);
  const input = new FormatContext();
  input.allocContext();
  input.setOption('format_whitelist', containers);
  input.setOption('protocol_whitelist', part ? 'file,subfile' : 'file');
  // A file of many streams, made to exhaust memory.
  input.maxStreams = 100;
  const file = `file:${path}`;
  const url = part ? `subfile,,start,${part.start},end,${part.end},,:${file}` : file;
  const opened = await input.openInput(url, null, Dictionary.fromObject(wanted));
  const code = opened < 0 ? opened : await input.findStreamInfo(null);
  if (code >= 0) {
    const name = input.iformat?.name ?? 'unknown';
    return { input, format: name.includes('webm') && head.includes('webm') ? 'webm' : name };
  }
  await input.closeInput();
  if (await lacksIndex(path)) throw new WorkerError('cut-off-video', explain(code));
  const known = signatures.some(([at, text]) => head.startsWith(text, at));
  throw new WorkerError(known ? 'damaged-video' : 'unsupported-format', explain(code));
}

async function readHead(path: string, start = 0): Promise<string> {
  return withOriginal(path, async (file) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, start);
    if (bytesRead === 0) throw new WorkerError('empty-file', '0 bytes');
    return buffer.toString('latin1', 0, bytesRead);
  });
}

/**
 * The stream a player would show: not a cover picture, the default one before others, then the
 * largest. All other streams are discarded. Throws `no-video-stream`.
 */
export function chooseVideo(input: FormatContext, keep: readonly Stream[] = []): Stream {
  const covers = AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS;
  const rank = (stream: Stream): number =>
    ((stream.disposition & 1) === 1 ? 1e12 : 0) + stream.codecpar.width * stream.codecpar.height;
  // An image sequence also has its first picture as a stream of one frame and no length.
  const still = ({ nbFrames, duration }: Stream): number =>
    nbFrames === 1n && duration === AV_NOPTS_VALUE ? 1 : 0;
  const best = input.streams
    .filter((stream) => stream.codecpar.codecType === AVMEDIA_TYPE_VIDEO)
    .filter((stream) => (stream.disposition & covers) === 0)
    .sort((a, b) => still(a) - still(b) || rank(b) - rank(a) || a.index - b.index)[0];
  if (best === undefined) throw noVideo(input);
  for (const stream of input.streams) {
    if (stream.index !== best.index && !keep.includes(stream)) stream.discard = AVDISCARD_ALL;
  }
  return best;
}

/** Sound or a cover is an answer; a container with nothing to show or play is a broken one. */
function noVideo(input: FormatContext): WorkerError {
  const kinds = input.streams.map((stream) => stream.codecpar.codecType);
  return kinds.includes(AVMEDIA_TYPE_AUDIO) || kinds.includes(AVMEDIA_TYPE_VIDEO)
    ? new WorkerError('no-video-stream', input.iformat?.name ?? '')
    : new WorkerError('damaged-video', 'no streams');
}

export const codecName = (stream: Stream): string =>
  avGetCodecName(stream.codecpar.codecId) ?? 'unknown';

/** Whether the stream's frames are said to be of two fields. */
export function isInterlaced(stream: Stream): boolean {
  const context = new CodecContext();
  context.allocContext3(Codecs.findDecoder(stream.codecpar.codecId));
  context.parametersToContext(stream.codecpar);
  // The parameters themselves are not bound.
  const order = Number(context.getOption('field_order'));
  context.freeContext();
  return order > AV_FIELD_PROGRESSIVE;
}

/** A decoder for the stream. Throws `unsupported-format` or `damaged-video`. */
export function openDecoder(
  stream: Stream,
  options: {
    threads: number;
    maxPixels: number;
    set?: Readonly<Record<string, string>>;
    /** Headers that took the place of the stream's first ones. */
    extraData?: Buffer | null;
  },
): CodecContext {
  const codec: Codec | null = Codecs.findDecoder(stream.codecpar.codecId);
  if (codec === null) throw new WorkerError('unsupported-format', codecName(stream));
  const context = new CodecContext();
  context.allocContext3(codec);
  context.parametersToContext(stream.codecpar);
  if (options.extraData) context.extraData = options.extraData;
  context.pktTimebase = stream.timeBase;
  context.threadCount = options.threads;
  context.setOption('max_pixels', String(options.maxPixels));
  for (const [name, value] of Object.entries(options.set ?? {})) {
    if (context.setOption(name, value) < 0) throw new Error(`FFmpeg knows no ${name}=${value}`);
  }
  // Options never go in as a Dictionary here: node-av 6.1.1 frees that one twice.
  const code = context.open2Sync(codec, null);
  if (code >= 0) return context;
  context.freeContext();
  throw new WorkerError('damaged-video', `${codecName(stream)}: ${explain(code)}`);
}

/** Milliseconds of a time stamp in the stream's time base; null when there is none. */
export function toMs(time: bigint, base: { num: number; den: number }): number | null {
  if (time === AV_NOPTS_VALUE) return null;
  return (Number(time) * 1000 * base.num) / base.den;
}

export function toTimeStamp(timeMs: number, base: { num: number; den: number }): bigint {
  return BigInt(Math.round((timeMs * base.den) / (1000 * base.num)));
}

/** FFmpeg's words for an error, short. */
export const explain = (code: number): string => FFmpegError.strerror(code).slice(0, 120);
