/** What a rendition's frames go through: no combs, its size, an ordinary screen's colours. */
import { AV_FRAME_FLAG_INTERLACED, AV_PIX_FMT_RGB24 } from 'node-av/constants';
import { Frame } from 'node-av/lib';
import {
  createFilterChain,
  type FilterChain,
  type FilterStep,
  shapeOf,
} from './render-video-filter.ts';
import { type Colours, hdrPeakNits, toOrdinaryColours, whiteNits } from './video-colours.ts';
import { toMs, toTimeStamp } from './video-ffmpeg.ts';
import type { Size } from './video-orientation.ts';
import { coloursOf, nameMatrix } from './video-scaler.ts';

export type TimedPicture = {
  /** Valid until the next one is asked for. */
  readonly picture: Frame;
  readonly timeMs: number;
};

export type PictureChains = {
  /** One picture for each frame, some a frame later. */
  run(frame: Frame, timeMs: number): Generator<TimedPicture>;
  /** Those that are left. */
  end(): Generator<TimedPicture>;
  close(): void;
};

/** `clock`: the time base that times are rounded to. */
export function createPictureChains(
  size: Size,
  clock: { readonly num: number; readonly den: number },
): PictureChains {
  const scale = `${size.width}:${size.height}:flags=bicubic`;
  const clocked = `time_base=${clock.num}/${clock.den}`;
  let chain: FilterChain | null = null;
  let chainShape = '';
  /** Once there was one interlaced frame there may be more. */
  let interlaced = false;

  function open(frame: Frame, colours: Colours | null): FilterChain {
    const table = colours === null ? null : colourTable(colours);
    try {
      return createFilterChain([
        ['buffer', `${shapeOf(frame)}:${clocked}:${aspectOf(frame)}:${codingOf(frame)}`],
        ...(interlaced ? [['bwdif', 'mode=send_frame:deint=interlaced'] as const] : []),
        ...(table === null ? [] : lookedUp(table, scale)),
        ['scale', `${scale}:out_color_matrix=bt709:out_range=tv`],
        ['format', 'pix_fmts=yuv420p'],
        ['setsar', '1'],
        ['buffersink', ''],
      ]);
    } finally {
      table?.free();
    }
  }

  function* pictures(frame: Frame | null): Generator<TimedPicture> {
    if (chain === null) return;
    const { timeBase } = chain;
    for (const picture of chain.run(frame)) {
      yield { picture, timeMs: toMs(picture.pts, timeBase) ?? 0 };
    }
  }

  function* end(): Generator<TimedPicture> {
    yield* pictures(null);
    chain?.close();
    chain = null;
  }

  return {
    *run(frame, timeMs) {
      interlaced ||= frame.hasFlags(AV_FRAME_FLAG_INTERLACED);
      const colours = coloursOf(frame);
      nameMatrix(frame, colours);
      const shape = [shapeOf(frame), interlaced, JSON.stringify(colours)].join();
      if (shape !== chainShape) yield* end();
      chainShape = shape;
      chain ??= open(frame, colours);
      frame.pts = toTimeStamp(timeMs, clock);
      yield* pictures(frame);
    },
    end,
    close() {
      chain?.close();
      chain = null;
    },
  };
}

const aspectOf = ({ sampleAspectRatio: { num, den } }: Frame): string =>
  `sar=${num > 0 && den > 0 ? `${num}/${den}` : '1/1'}`;

const codingOf = ({ colorSpace, colorRange }: Frame): string =>
  `colorspace=${colorSpace}:range=${colorRange}`;

/** Scaled first, since each pixel is looked up by itself. */
const lookedUp = (table: Frame, scale: string): readonly FilterStep[] => [
  ['scale', scale],
  // Of planes the filter mixes up the order.
  ['format', 'pix_fmts=rgb48le'],
  ['haldclut', 'clut=first', table],
];

/** A cube of so many steps a side squared, as a picture that the filter `haldclut` takes. */
const level = 6;

/**
 * `toOrdinaryColours` as a table of 36³ colours; all frames of a rendition have one peak, or its
 * brightness would waver.
 */
function colourTable(colours: Colours): Frame {
  const steps = level ** 2;
  const side = level ** 3;
  const signals = new Uint16Array(side * side * 3);
  const signal = (step: number): number => Math.round((step * 4095) / (steps - 1));
  for (let index = 0; index < side * side; index++) {
    signals[index * 3] = signal(index % steps);
    signals[index * 3 + 1] = signal(Math.floor(index / steps) % steps);
    signals[index * 3 + 2] = signal(Math.floor(index / steps ** 2));
  }
  const rgb = toOrdinaryColours(signals, colours, hdrPeakNits / whiteNits);
  const size = { width: side, height: side };
  return Frame.fromVideoBuffer(Buffer.from(rgb.buffer), { ...size, format: AV_PIX_FMT_RGB24 });
}
