/** A straight chain of FFmpeg filters: decoded frames in, frames as an encoder wants them out. */
import { AV_BUFFERSRC_FLAG_KEEP_REF } from 'node-av/constants';
import { FFmpegError, Filter, type FilterContext, FilterGraph, Frame } from 'node-av/lib';

export type FilterStep = readonly [name: string, settings: string];

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
  const filters = steps.map(([name, settings], index) => {
    const filter = Filter.getByName(name);
    const made = filter && graph.createFilter(filter, `${name}${index}`, settings);
    if (!made) throw new Error(`FFmpeg makes no filter ${name}=${settings}`);
    return made;
  });
  for (const [index, filter] of filters.slice(1).entries()) {
    FFmpegError.throwIfError((filters[index] as FilterContext).link(0, filter, 0), 'link');
  }
  FFmpegError.throwIfError(graph.configSync(), 'filters');
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
