/** Versions, licences and notices. */
import type { ReactNode } from 'react';
import type { About } from '../../main/engine/contract/library.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { Mark } from '../shared/icons.tsx';
import { PageDialog } from '../shared/page-dialog.tsx';
import { useLoaded } from '../shared/use-loaded.ts';
import { engine } from '../state/engine.ts';
import './about.css';

const text = messages.page.about;
const loadAbout = (signal: AbortSignal) => engine.call('about', {}, { signal });

export function AboutDialog({ onClose }: { readonly onClose: () => void }) {
  const about = useLoaded(loadAbout);
  return (
    <PageDialog title={text.title} onClose={onClose} size="large">
      <div className="about-head">
        <Mark />
        <p>{text.promise}</p>
        {about.value !== null && <p className="muted">{text.version(about.value.version)}</p>}
      </div>
      {about.value !== null && <AboutBody about={about.value} />}
      {about.value === null && about.error === null && (
        <p className="muted about-loading">{text.loading}</p>
      )}
      <p className="muted">{text.code}</p>
      {about.error !== null && (
        <p className="dialog-error" role="alert">
          {about.error}
        </p>
      )}
    </PageDialog>
  );
}

function AboutBody({ about }: { readonly about: About }) {
  const { model, ffmpeg } = about;
  return (
    <dl className="about-list">
      <Entry term={text.library}>
        <p className="path">{about.libraryPath}</p>
      </Entry>
      <Entry term={text.model}>
        <p>{text.modelLine(model.title, model.version, model.codeBits)}</p>
        <p className="muted">{model.licence}</p>
        <Fold summary={text.licence} body={model.licenceText} />
        <Fold summary={text.notice} body={model.notice} />
      </Entry>
      <Entry term={text.ffmpeg}>
        <p>{text.ffmpegLine(ffmpeg.version, ffmpeg.licence)}</p>
        <Fold summary={text.configuration} body={ffmpeg.configuration} />
      </Entry>
    </dl>
  );
}

function Entry({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div className="about-entry">
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Fold({ summary, body }: { readonly summary: string; readonly body: string }) {
  return (
    <details className="fold">
      <summary>{summary}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls by keyboard. */}
      <pre tabIndex={0}>{body}</pre>
    </details>
  );
}
