/** The files that are being read now. */
import { ProgressBar as Bar } from 'react-aria-components';
import type { ReadingFile } from '../../main/engine/contract/activity.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { formatBytes, lastName } from '../shared/format.ts';

const text = messages.page.activity;

/** More come and go too fast to be read. */
const mostShown = 6;

export function ReadingList({ reading }: { readonly reading: readonly ReadingFile[] }) {
  if (reading.length === 0) return null;
  return (
    <section className="activity-section" aria-labelledby="activity-reading">
      <h3 id="activity-reading">{text.readingNow}</h3>
      <ul className="reading-list">
        {reading.slice(0, mostShown).map((file) => (
          <li key={file.path} className="reading-file">
            <span className="reading-name" title={file.path}>
              {lastName(file.path)}
            </span>
            <Share file={file} />
            <span className="muted">{formatBytes(file.sizeBytes)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Share({ file: { path, share } }: { readonly file: ReadingFile }) {
  if (share === null) return null;
  return (
    <Bar className="reading-share" aria-label={text.shareOf(lastName(path))} value={share * 100}>
      {({ percentage }) => (
        <>
          <span className="reading-track">
            <span className="activity-fill" style={{ inlineSize: `${percentage ?? 0}%` }} />
          </span>
          {text.share(Math.floor(percentage ?? 0))}
        </>
      )}
    </Bar>
  );
}
