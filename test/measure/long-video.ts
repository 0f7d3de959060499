/**
 * A long 1080p video, made by looping a real one: how long until it is searchable, how many moments
 * it has, what memory the engine and its children take meanwhile, beside decoding all of it.
 * `npm run -s measure -- long-video CLIP [MINUTES]`, on Linux. Makes a minute of the clip anew at
 * 1920 x 1080, once with a keyframe every second and once with x264's own distance.
 */
import { mkdir, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FFmpegError, FormatContext, Frame, Packet, type Stream } from 'node-av/lib';
import type { LibraryStatus } from '../../main/engine/contract/activity.ts';
import {
  chooseVideo,
  openContainer,
  openDecoder,
  toTimeStamp,
} from '../../models/decoder/video-ffmpeg.ts';
import { createScaler } from '../../models/decoder/video-scaler.ts';
import { makeClip } from '../support/make-clip.ts';
import { startProgram } from '../support/processes.ts';
import { json } from '../support/program.ts';

const [clip, asked = '60'] = process.argv.slice(2);
if (clip === undefined) throw new Error('which clip?');
const minutes = Number(asked);
const size = { width: 1920, height: 1080 };
const framesPerSecond = 30;
/** Of the clip. */
const mostFrames = 600;
const root = await realpath(await mkdtemp(join(tmpdir(), 'afterimage-long-')));
try {
  const processor = `${cpus().length} x ${cpus()[0]?.model}`;
  for (const gopFrames of [30, 250]) {
    const minute = join(root, 'minute.mp4');
    await makeMinute(clip, minute, gopFrames);
    const wholeDecodeSeconds = (await decodeAll(minute)) * minutes;
    const folder = join(root, `folder-${gopFrames}`);
    await mkdir(folder);
    await loop(minute, join(folder, 'long.mp4'), minutes);
    const indexed = await index(folder, join(root, `library-${gopFrames}`));
    console.log(JSON.stringify({ processor, minutes, gopFrames, wholeDecodeSeconds, ...indexed }));
    await rm(folder, { recursive: true });
  }
} finally {
  await rm(root, { recursive: true, force: true });
}

/** The clip over and over, enlarged. */
async function makeMinute(from: string, to: string, gopFrames: number): Promise<void> {
  const frames: Frame[] = [];
  let everyMs = 40;
  await decodeAll(from, (frame, { avgFrameRate: { num, den } }) => {
    everyMs = (1000 * den) / num;
    const kept = frame.clone();
    if (kept !== null && frames.length < mostFrames) frames.push(kept);
  });
  const scaler = createScaler('bicubic');
  const frameAt = (index: number): Frame =>
    frames[Math.floor((index * 1000) / framesPerSecond / everyMs) % frames.length] as Frame;
  const scene = { ...size, rgb: new Uint8Array(0), durationMs: 60_000 };
  const draw = (_: Uint8Array, index: number) => scaler.scale(frameAt(index), size);
  await makeClip(to, [scene], { framesPerSecond, gopFrames, draw });
  scaler.close();
  for (const frame of frames) frame.free();
}

/** Seconds of processor time. */
async function decodeAll(
  path: string,
  onFrame: (frame: Frame, stream: Stream) => void = () => {},
): Promise<number> {
  const { input } = await openContainer(path);
  const stream = chooseVideo(input);
  const decoder = openDecoder(stream, { threads: 1, maxPixels: 1e8 });
  const [packet, frame] = [new Packet(), new Frame()];
  packet.alloc();
  frame.alloc();
  const before = process.cpuUsage();
  for (let ended = false; !ended; packet.unref()) {
    ended = input.readFrameSync(packet) < 0;
    decoder.sendPacketSync(ended ? null : packet);
    while (decoder.receiveFrameSync(frame) >= 0) {
      onFrame(frame, stream);
      frame.unref();
    }
  }
  const { user, system } = process.cpuUsage(before);
  decoder.freeContext();
  await input.closeInput();
  return Math.round((user + system) / 1e6);
}

/** Packets over and over, as `ffmpeg -stream_loop` copies them. */
async function loop(from: string, to: string, times: number): Promise<void> {
  const output = new FormatContext();
  FFmpegError.throwIfError(output.allocOutputContext2(null, null, to), 'container');
  const packet = new Packet();
  packet.alloc();
  for (let time = 0; time < times; time += 1) {
    const { input } = await openContainer(from);
    const source = chooseVideo(input);
    // A little more than a minute, so that the last frames do not meet the first ones.
    const offset = toTimeStamp(time * 60_200, source.timeBase);
    if (time === 0) {
      const target = output.newStream(null);
      FFmpegError.throwIfError(source.codecpar.copy(target.codecpar), 'parameters');
      target.timeBase = source.timeBase;
      FFmpegError.throwIfError(await output.openOutput(), to);
      FFmpegError.throwIfError(await output.writeHeader(), 'header');
    }
    while (input.readFrameSync(packet) >= 0) {
      packet.pts += offset;
      packet.dts += offset;
      packet.pos = -1n;
      const target = output.streams[0]?.timeBase ?? source.timeBase;
      packet.rescaleTs(source.timeBase, target);
      FFmpegError.throwIfError(await output.interleavedWriteFrame(packet), 'write');
    }
    await input.closeInput();
  }
  FFmpegError.throwIfError(await output.writeTrailer(), 'trailer');
  await output.closeOutput();
}

/** Processor time by `ps`, of engine and children, as last seen. */
async function index(folder: string, library: string) {
  const startedMs = performance.now();
  const program = startProgram(['index', folder, '--library', library]);
  const most = new Map<string, number>();
  const seconds = new Map<number, number>();
  let ended = false;
  program.ended.then(() => {
    ended = true;
  });
  while (!ended) {
    for (const pid of await family(program.processId)) {
      const name = pid === program.processId ? 'engine' : await roleOf(pid);
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      const kilobytes = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0);
      most.set(name, Math.max(most.get(name) ?? 0, Math.round(kilobytes / 1e3)));
      const stat = (await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')).split(') ')[1];
      const ticks = stat?.split(' ').slice(11, 13).map(Number) ?? [];
      if (ticks.length === 2) seconds.set(pid, ((ticks[0] ?? 0) + (ticks[1] ?? 0)) / 100);
    }
    await sleep(250);
  }
  const searchableSeconds = Math.round((performance.now() - startedMs) / 1000);
  const { moments } = await json<LibraryStatus>(['status', '--library', library]);
  const processorSeconds = Math.round([...seconds.values()].reduce((sum, one) => sum + one, 0));
  return {
    searchableSeconds,
    processorSeconds,
    moments,
    residentMegabytes: Object.fromEntries(most),
  };
}

async function family(parent: number): Promise<number[]> {
  const tasks = await readdir(`/proc/${parent}/task`).catch(() => []);
  const lists = tasks.map((task) =>
    readFile(`/proc/${parent}/task/${task}/children`, 'utf8').catch(() => ''),
  );
  return [parent, ...(await Promise.all(lists)).join(' ').split(' ').map(Number).filter(Boolean)];
}

async function roleOf(pid: number): Promise<string> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return /(\w+)[\\/]main\.ts/.exec(command)?.[1] ?? 'other';
}
