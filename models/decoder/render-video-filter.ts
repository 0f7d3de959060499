/** A straight chain of FFmpeg filters: decoded frames in, frames as an encoder wants them out. */
import { AV_BUFFERSRC_FLAG_KEEP_REF, type AVPixelFormat } from 'node-av/constants';
import {
  avGetPixFmtName,
  FFmpegError,
  Filter,
  type FilterContext,
  FilterGraph,
  Frame,
} from 'node-av/lib';

/** `beside`: the picture at the second input of a filter that has one; stays the caller's. */
export type FilterStep = readonly [name: string, settings: string, beside?: Frame];

export type FilterChain = {
  readonly timeBase: { readonly num: number; readonly den: number };
  /** Feed a frame, or null at the end. What comes out is valid until the next step. */
  run(frame: Frame | null): Generator<Frame>;
  close(): void;
};

/** The first step is a source (`buffer`, `abuffer`), the last a sink. Throws FFmpeg's error. */
export function createFilterChain(steps: readonly FilterStep[]): FilterChain {
  const graph = new FilterGraph();
  graph.alloc();
  graph.nbThreads = 1;
  const make = (name: string, settings: string, key: string): FilterContext => {
    const filter = Filter.getByName(name);
    const made = filter && graph.createFilter(filter, key, settings);
    if (!made) throw new Error(`FFmpeg makes no filter ${name}=${settings}`);
    return made;
  };
  const filters = steps.map(([name, settings], index) => make(name, settings, `${name}${index}`));
  for (const [index, filter] of filters.slice(1).entries()) {
    FFmpegError.throwIfError((filters[index] as FilterContext).link(0, filter, 0), 'link');
  }
  const pictures = steps.flatMap(([, , picture], index) => {
    if (picture === undefined) return [];
    const source = make('buffer', `${shapeOf(picture)}:time_base=1/1`, `beside${index}`);
    FFmpegError.throwIfError(source.link(0, filters[index] as FilterContext, 1), 'link');
    return [{ source, picture }];
  });
  FFmpegError.throwIfError(graph.configSync(), 'filters');
  for (const { source, picture } of pictures) {
    for (const frame of [picture, null]) {
      FFmpegError.throwIfError(
        source.buffersrcAddFrameSync(frame, AV_BUFFERSRC_FLAG_KEEP_REF),
        'filter',
      );
    }
  }
  const source = filters[0] as FilterContext;
  const sink = filters.at(-1) as FilterContext;
  const out = new Frame();
  out.alloc();
  return {
    timeBase: sink.buffersinkGetTimeBase(),
    *run(frame) {
      FFmpegError.throwIfError(
        source.buffersrcAddFrameSync(frame, AV_BUFFERSRC_FLAG_KEEP_REF),
        'filter',
      );
      for (;;) {
        out.unref();
        if (sink.buffersinkGetFrameSync(out) < 0) return;
        yield out;
      }
    },
    close() {
      out.free();
      graph.free();
    },
  };
}

/** A frame's size and pixels, as a source wants to be told of them. */
export const shapeOf = ({ width, height, format }: Frame): string =>
  `video_size=${width}x${height}:pix_fmt=${avGetPixFmtName(format as AVPixelFormat)}`;
