/** The picture of a rendition, encoded anew for browsers. */
import {
  AV_PICTURE_TYPE_I,
  AV_PICTURE_TYPE_NONE,
  AV_PIX_FMT_YUV420P,
  AV_PKT_DATA_DISPLAYMATRIX,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
} from 'node-av/constants';
import { FFmpegError, Rational } from 'node-av/lib';
import { createPictureChains, type TimedPicture } from './render-video-chain.ts';
import { decodeTrack, openEncoder } from './render-video-codec.ts';
import type { Track, TrackPlan } from './render-video-track.ts';
import { toTimeStamp } from './video-ffmpeg.ts';
import { displaySize, fitWithin, upright } from './video-orientation.ts';

/** Times of what is encoded anew. */
const clock = { num: 1, den: 90_000 } as const;
const longSide = 1280;
const keyframeIntervalMs = 2000;
/** Faster than this, every other frame is left out. */
const mostFramesPerSecond = 35;

/** H.264, 8 bits, 4:2:0, at most 1280 pixels, a keyframe every two seconds, from `fromMs` on. */
export function encodeVideoTrack(plan: TrackPlan, maxPixels: number): Track {
  const { source, output } = plan;
  const shown = displaySize(source.codecpar, source.sampleAspectRatio, upright);
  const fitted = fitWithin(shown, { width: longSide, height: longSide });
  const even = (length: number): number => Math.max(2, length - (length % 2));
  const size = { width: even(fitted.width), height: even(fitted.height) };
  const encoder = openEncoder('libx264', (context) => {
    context.width = size.width;
    context.height = size.height;
    context.pixelFormat = AV_PIX_FMT_YUV420P;
    context.colorPrimaries = AVCOL_PRI_BT709;
    context.colorTrc = AVCOL_TRC_BT709;
    context.colorSpace = AVCOL_SPC_BT709;
    context.colorRange = AVCOL_RANGE_MPEG;
    context.timeBase = new Rational(clock.num, clock.den);
    context.gopSize = 600;
    context.maxBFrames = 0;
    context.threadCount = 0;
    return { preset: 'veryfast', crf: '23', 'x264-params': 'rc-lookahead=10:scenecut=0' };
  });
  const target = output.addStream();
  FFmpegError.throwIfError(target.codecpar.fromContext(encoder.context), 'parameters');
  target.timeBase = new Rational(clock.num, clock.den);
  const matrix = source.codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX);
  if (matrix !== null) {
    target.codecpar.addCodedSideData(AV_PKT_DATA_DISPLAYMATRIX, Buffer.from(matrix));
  }
  const { num, den } = source.avgFrameRate;
  const halve = den > 0 && num / den > mostFramesPerSecond;
  const shortestMs = halve ? (1.5 * 1000 * den) / num : 0;
  const chains = createPictureChains(size, clock);
  let lastMs = Number.NEGATIVE_INFINITY;
  let keyMs = Number.NEGATIVE_INFINITY;

  const encodeAll = async (pictures: Iterable<TimedPicture>): Promise<void> => {
    for (const { picture, timeMs } of pictures) {
      const begins = timeMs - keyMs >= keyframeIntervalMs;
      if (begins) keyMs = timeMs;
      picture.pictType = begins ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
      picture.pts = toTimeStamp(timeMs, clock);
      await encoder.encode(picture, (packet) => output.write(packet, target, clock));
    }
  };
  const decoded = decodeTrack(plan, { threads: 2, maxPixels }, async (frame, timeMs) => {
    if (timeMs < plan.fromMs - 1 || timeMs - lastMs < Math.max(1, shortestMs)) return;
    lastMs = timeMs;
    await encodeAll(chains.run(frame, timeMs + plan.offsetMs));
  });
  return {
    async take(packet) {
      await decoded.take(packet);
      if (packet !== null) return;
      await encodeAll(chains.end());
      await encoder.encode(null, (last) => output.write(last, target, clock));
    },
    close() {
      decoded.close();
      chains.close();
      encoder.close();
    },
  };
}
