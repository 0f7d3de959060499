/** The sound of a rendition, encoded anew for browsers. */
import type { AVSampleFormat } from 'node-av/constants';
import {
  avChannelLayoutDefault,
  avChannelLayoutDescribe,
  avGetSampleFmtName,
  FFmpegError,
  type Frame,
  Rational,
} from 'node-av/lib';
import { decodeTrack, openEncoder } from './render-video-codec.ts';
import { createFilterChain, type FilterChain } from './render-video-filter.ts';
import type { Track, TrackPlan } from './render-video-track.ts';
import { toTimeStamp } from './video-ffmpeg.ts';

/** AAC, stereo, 48 kHz, from about `fromMs` on. */
export function encodeAudioTrack(plan: TrackPlan): Track {
  const { output } = plan;
  const sampleRate = 48_000;
  const encoder = openEncoder('aac', (context, codec) => {
    context.sampleRate = sampleRate;
    context.sampleFormat = codec.sampleFormats?.[0] as AVSampleFormat;
    context.channelLayout = avChannelLayoutDefault(2);
    context.timeBase = new Rational(1, sampleRate);
    context.bitRate = 128_000n;
    return {};
  });
  const target = output.addStream();
  FFmpegError.throwIfError(target.codecpar.fromContext(encoder.context), 'parameters');
  target.timeBase = new Rational(1, sampleRate);
  const base = { num: 1, den: sampleRate } as const;
  let chain: FilterChain | null = null;
  let chainShape = '';

  const chainFor = (frame: Frame): FilterChain => {
    const layout = avChannelLayoutDescribe(frame.channelLayout) ?? 'stereo';
    const format = avGetSampleFmtName(frame.format as AVSampleFormat);
    const shape = [frame.sampleRate, format, layout].join();
    if (chain !== null && shape === chainShape) return chain;
    chain?.close();
    chainShape = shape;
    chain = createFilterChain([
      [
        'abuffer',
        `time_base=1/${sampleRate}:sample_rate=${frame.sampleRate}:sample_fmt=${format}:channel_layout=${layout}`,
      ],
      // async: silence where the source has gaps.
      ['aresample', `${sampleRate}:async=1000`],
      ['aformat', `sample_fmts=fltp:sample_rates=${sampleRate}:channel_layouts=stereo`],
      ['asetnsamples', `n=${encoder.context.frameSize || 1024}:p=0`],
      ['abuffersink', ''],
    ]);
    return chain;
  };
  const encodeAll = async (from: FilterChain, frame: Frame | null): Promise<void> => {
    for (const even of from.run(frame)) {
      await encoder.encode(even, (packet) => output.write(packet, target, base));
    }
  };
  const decoded = decodeTrack(plan, { threads: 1, maxPixels: 1 }, async (frame, timeMs) => {
    if (timeMs < plan.fromMs - 50) return;
    frame.pts = toTimeStamp(timeMs + plan.offsetMs, base);
    await encodeAll(chainFor(frame), frame);
  });
  return {
    async take(packet) {
      await decoded.take(packet);
      if (packet !== null) return;
      if (chain !== null) await encodeAll(chain, null);
      await encoder.encode(null, (last) => output.write(last, target, base));
    },
    close() {
      decoded.close();
      chain?.close();
      encoder.close();
    },
  };
}
