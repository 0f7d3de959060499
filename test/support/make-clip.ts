/** Renders clips whose scene times are known, from drawn pictures, with no program beside node-av. */
import { closeSync, openSync, writeSync } from 'node:fs';
import {
  AV_LOG_QUIET,
  type AVColorPrimaries,
  type AVColorSpace,
  type AVColorTransferCharacteristic,
} from 'node-av/constants';
import { Dictionary, FFmpegError, FormatContext, Log } from 'node-av/lib';
import { audioEncoder, coverWriter, videoEncoder } from './clip-encoders.ts';

/** One still picture (RGB, 8 bits, row by row) and how long it stays. */
export type Scene = {
  readonly rgb: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly durationMs: number;
};

export type ClipColours = {
  readonly primaries: AVColorPrimaries;
  readonly transfer: AVColorTransferCharacteristic;
  readonly matrix: AVColorSpace;
};

export type ClipOptions = {
  /** FFmpeg encoder; default `libx264`. */
  readonly codec?: string;
  /** FFmpeg muxer, e.g. `matroska`; default: by the path's ending. */
  readonly container?: string;
  /** Frames from keyframe to keyframe at most; default 250, x264's own. */
  readonly gopFrames?: number;
  /** Options of the encoder; default for libx264 `{ preset: 'veryfast', crf: '20' }`. */
  readonly codecOptions?: Readonly<Record<string, string>>;
  /** Options of the muxer, e.g. `{ movflags: '+faststart' }`. */
  readonly containerOptions?: Readonly<Record<string, string>>;
  /** Default 25. */
  readonly framesPerSecond?: number;
  /** Variable frame rate: gaps between frames in milliseconds, used round and round. */
  readonly frameGapsMs?: readonly number[];
  /** Added to every time stamp, in milliseconds; may be negative. */
  readonly startMs?: number;
  /** Default `yuv420p`. */
  readonly pixelFormat?: string;
  /** Encoder of a silent sound track; default none. */
  readonly audioCodec?: string;
  /** No video at all. */
  readonly audioOnly?: boolean;
  /** A JPEG, as music carries its cover. */
  readonly cover?: Uint8Array;
  /** Clockwise, written as a display matrix (mp4, mov). */
  readonly rotation?: 0 | 90 | 180 | 270;
  readonly sampleAspectRatio?: { readonly num: number; readonly den: number };
  /** How colours are coded and what they stand for, as FFmpeg numbers them; default: not said. */
  readonly colours?: ClipColours;
  /** Frames of two fields, the upper one first. */
  readonly interlaced?: boolean;
  /** Tags of the file, e.g. `creation_time`. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Change a frame's pixels, e.g. to add noise or motion. `index` counts from 0. */
  readonly draw?: (rgb: Uint8Array, index: number) => Uint8Array;
};

/**
 * Write a clip of these scenes. All scenes share the first one's size; sizes are even.
 * Rejects with FFmpeg's error when an encoder or muxer refuses.
 */
export async function makeClip(
  path: string,
  scenes: readonly Scene[],
  options: ClipOptions = {},
): Promise<void> {
  Log.setLevel(AV_LOG_QUIET);
  const output = new FormatContext();
  check(output.allocOutputContext2(null, options.container ?? null, path), 'container');
  const first = scenes[0];
  if (first === undefined) throw new Error('makeClip needs a scene');
  try {
    if (options.metadata) output.metadata = Dictionary.fromObject({ ...options.metadata });
    const video = options.audioOnly ? null : videoEncoder(output, first, options);
    const audio = options.audioCodec === undefined ? null : audioEncoder(output, options);
    const cover = options.cover === undefined ? null : coverWriter(output, first, options.cover);
    check(await output.openOutput(), path);
    check(
      await output.writeHeader(Dictionary.fromObject({ ...options.containerOptions })),
      'header',
    );
    await cover?.();
    const totalMs = scenes.reduce((sum, scene) => sum + scene.durationMs, 0);
    let audioMs = 0;
    if (video !== null) {
      for (const { scene, timeMs, index } of frameTimes(scenes, options)) {
        await video.write(scene, timeMs, index);
        if (audio !== null) audioMs = await audio.writeUntil(audioMs, timeMs);
      }
      await video.end();
    }
    if (audio !== null) {
      await audio.writeUntil(audioMs, totalMs);
      await audio.end();
    }
    check(await output.writeTrailer(), 'trailer');
    video?.close();
    audio?.close();
  } finally {
    await output.closeOutput();
    output.freeContext();
  }
}

/** Cut a file to its first `share` of bytes, as an interrupted copy does. */
export function truncateClip(from: Uint8Array, to: string, share: number): void {
  const file = openSync(to, 'w');
  writeSync(file, from.subarray(0, Math.floor(from.length * share)));
  closeSync(file);
}

/** A picture that differs from another seed's in large shapes and colours, as photos do. */
export function drawScene(
  seed: number,
  size: { width: number; height: number; durationMs: number },
): Scene {
  const { width, height, durationMs } = size;
  const random = randomFrom(seed * 7919 + 13);
  const rgb = new Uint8Array(width * height * 3);
  const sky = [random() * 255, random() * 255, random() * 255];
  const ground = [random() * 255, random() * 255, random() * 255];
  const horizon = (0.3 + 0.4 * random()) * height;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const base = y < horizon ? sky : ground;
      for (let c = 0; c < 3; c++) {
        rgb[(y * width + x) * 3 + c] = clamp((base[c] ?? 0) + 30 * Math.sin(x / 9 + c) * random());
      }
    }
  }
  for (let shape = 0; shape < 12; shape++) {
    const [cx, cy, radius] = [random() * width, random() * height, (0.05 + 0.2 * random()) * width];
    const colour = [random() * 255, random() * 255, random() * 255];
    const round = random() < 0.5;
    for (let y = Math.max(0, Math.floor(cy - radius)); y < Math.min(height, cy + radius); y++) {
      for (let x = Math.max(0, Math.floor(cx - radius)); x < Math.min(width, cx + radius); x++) {
        if (round && (x - cx) ** 2 + (y - cy) ** 2 > radius ** 2) continue;
        for (let c = 0; c < 3; c++) rgb[(y * width + x) * 3 + c] = colour[c] ?? 0;
      }
    }
  }
  return { rgb, width, height, durationMs };
}

/** mulberry32: small, and the same on every machine. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const clamp = (value: number): number => Math.max(0, Math.min(255, value));

/** Each frame's scene and presentation time, without `startMs`. */
export function frameTimes(
  scenes: readonly Scene[],
  options: Pick<ClipOptions, 'framesPerSecond' | 'frameGapsMs'> = {},
): readonly { readonly scene: Scene; readonly timeMs: number; readonly index: number }[] {
  const frames: { scene: Scene; timeMs: number; index: number }[] = [];
  const fps = options.framesPerSecond ?? 25;
  let endMs = 0;
  let timeMs = 0;
  for (const scene of scenes) {
    endMs += scene.durationMs;
    while (timeMs < endMs) {
      frames.push({ scene, timeMs, index: frames.length });
      const gap = options.frameGapsMs?.[(frames.length - 1) % options.frameGapsMs.length];
      timeMs = gap === undefined ? (frames.length * 1000) / fps : timeMs + gap;
    }
  }
  return frames;
}

function check(code: number, what: string): void {
  FFmpegError.throwIfError(code, what);
}
