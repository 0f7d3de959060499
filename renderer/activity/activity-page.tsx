/** What is read now, the states of all files, and what was set aside and why. */
import { useEffect, useRef, useState } from 'react';
import type { Progress } from '../../main/engine/contract/library.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { IconButton } from '../shared/icon-button.tsx';
import { LeftIcon } from '../shared/icons.tsx';
import { engine } from '../state/engine.ts';
import { ActivityHead } from './activity-head.tsx';
import { FolderTable } from './folder-table.tsx';
import { ReadingList } from './reading-list.tsx';
import { Reasons } from './reasons.tsx';
import { useActivity } from './use-activity.ts';
import './activity.css';

const text = messages.page.activity;

type ActivityPageProps = {
  readonly progress: Progress | null;
  readonly onProgress: (progress: Progress) => void;
  readonly onError: (error: unknown) => void;
  readonly onFolders: () => void;
  readonly onSettings: () => void;
  readonly onClose: () => void;
};

export function ActivityPage(props: ActivityPageProps) {
  const { progress, onProgress, onError, onFolders, onSettings, onClose } = props;
  const { value: activity, error, reload } = useActivity(progress);
  const [said, setSaid] = useState('');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);

  const retry = async (which: { code?: string; fileIds?: number[] }): Promise<void> => {
    try {
      const { files } = await engine.call('retrySetAside', which);
      setSaid(text.retried(files));
      reload();
    } catch (reason) {
      onError(reason);
    }
  };

  return (
    <section className="activity" aria-labelledby="activity-title">
      <div className="activity-column">
        <header className="activity-bar">
          <IconButton label={text.back} shortcut="Esc" onPress={onClose}>
            <LeftIcon />
          </IconButton>
          <h2 id="activity-title" tabIndex={-1} ref={heading}>
            {text.title}
          </h2>
          <p className="activity-said" role="status">
            {said}
          </p>
        </header>
        {activity === null ? (
          <p className="muted" role={error === null ? undefined : 'alert'}>
            {error ?? text.loading}
          </p>
        ) : (
          <>
            <ActivityHead
              activity={activity}
              onProgress={onProgress}
              onError={onError}
              onSettings={onSettings}
            />
            <ReadingList reading={activity.reading} />
            <FolderTable activity={activity} onFolders={onFolders} />
            <Reasons
              reasons={activity.reasons}
              files={activity.states.setAside}
              onRetry={retry}
              onError={onError}
            />
          </>
        )}
      </div>
    </section>
  );
}
