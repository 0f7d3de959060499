/**
 * Entry of the decoder child. Each kind of media is loaded by its first job, so that a child that
 * sees photos alone never loads FFmpeg.
 */
import type {
  DecodeVideo,
  DescribeFile,
  ReadFfmpegInfo,
  RenderVideo,
} from '../../main/engine/workers/protocol.ts';
import { serveJobs } from '../runtime/serve-jobs.ts';

const photo = () => import('./photo.ts');
const video = (): Promise<{
  decodeVideo: DecodeVideo;
  describeVideo: DescribeFile;
  ffmpegInfo: ReadFfmpegInfo;
}> => import('./video.ts');
const renderVideo = (): Promise<{ renderVideo: RenderVideo }> => import('./render-video.ts');

serveJobs({
  async identify({ path }, { alive }) {
    return (await import('./identify.ts')).identify(path, alive);
  },
  async sample({ path }) {
    return (await import('./sample.ts')).sample(path);
  },
  async hashPart({ path, from, bytes }, { alive }) {
    return (await import('./hash-part.ts')).hashPart(path, from, bytes, alive);
  },
  async decodePhoto({ path, plan, region }) {
    return (await photo()).decodePhoto(path, plan, region);
  },
  async readPhoto({ path, plan, encode }, { offer, alive }) {
    const options = { plan, encode, isWanted: offer, alive: () => alive() };
    return (await import('./read-photo.ts')).readPhoto(path, options);
  },
  async decodePicture({ bytes, plan, region }) {
    return (await photo()).decodePicture(bytes, plan, region);
  },
  async readSidecar({ path }) {
    return (await import('./sidecar.ts')).readSidecar(path);
  },
  async composeSidecar({ path, wanted }) {
    return (await import('./sidecar.ts')).composeSidecar(path, wanted);
  },
  async describe({ path, kind }) {
    return kind === 'photo'
      ? (await photo()).describePhoto(path)
      : (await video()).describeVideo(path);
  },
  async decodeVideo({ path, plan, resume }, { alive, sendPart }) {
    return (await video()).decodeVideo(path, sendPart, { plan, alive, resume });
  },
  async renderPhoto({ path, maxEdge, maxPixels }) {
    return (await photo()).renderPhoto(path, { maxEdge, maxPixels });
  },
  async findMotion({ path }) {
    return (await import('./motion-photo.ts')).findMotion(path);
  },
  async renderVideo({ path, fromMs, part }, { alive, sendPart, signal }) {
    const sink = { begin: sendPart, write: sendPart };
    await (await renderVideo()).renderVideo(path, fromMs, sink, { signal, alive, part });
    return null;
  },
  async ffmpegInfo() {
    return (await video()).ffmpegInfo();
  },
});
