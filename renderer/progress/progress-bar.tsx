/** The slim line at the foot of the page: what indexing does, and its few controls. */
import { ProgressBar as Bar, Button } from 'react-aria-components';
import type { Progress } from '../../main/engine/contract/library.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { IconButton } from '../shared/icon-button.tsx';
import { PauseIcon, PlayIcon } from '../shared/icons.tsx';
import { engine } from '../state/engine.ts';
import type { EngineState } from '../state/use-progress.ts';
import { type ProgressLine, progressLine, progressSpoken } from './progress-line.ts';
import './progress.css';

const text = messages.page.progress;

type ProgressFootProps = {
  readonly state: EngineState;
  readonly onProgress: (progress: Progress) => void;
  readonly onError: (error: unknown) => void;
  /** Shows the activity page; null where it is shown. */
  readonly onActivity: (() => void) | null;
  /** What the page shows now, e.g. "1,000 results, best first". */
  readonly found: string | null;
};

export function ProgressFoot(props: ProgressFootProps) {
  const { progress, connection } = props.state;
  const lost = connection === 'lost';
  const nowMs = Date.now();
  const line = progress === null ? null : progressLine(progress, nowMs);
  return (
    <footer
      className="foot"
      data-mood={lost ? 'trouble' : line?.mood}
      title={lost ? text.lostDetail : undefined}
    >
      <span className="visually-hidden" role="status">
        {progressSpoken(props.state, nowMs)}
      </span>
      {lost ? (
        <span className="foot-line">
          <span className="foot-part">{text.lost}</span>
        </span>
      ) : progress === null || line === null ? (
        text.connecting
      ) : (
        <FootContent {...props} progress={progress} line={line} />
      )}
    </footer>
  );
}

type FootContentProps = ProgressFootProps & {
  readonly progress: Progress;
  readonly line: ProgressLine;
};

function FootContent({ progress, line, ...props }: FootContentProps) {
  const { hold } = progress;
  const working = line.mood === 'working' || line.mood === 'held';
  const troubled = line.mood === 'trouble';
  const steer = async (command: 'pause' | 'resume'): Promise<void> => {
    try {
      props.onProgress(await engine.call(command, {}));
    } catch (error) {
      props.onError(error);
    }
  };
  const resume = hold === null || hold.why === 'paused' ? text.resume : text.readNow;
  return (
    <>
      {line.share !== null && working && (
        <Bar className="foot-bar" aria-label={text.bar} value={line.share * 100}>
          {({ percentage }) => (
            <span className="foot-fill" style={{ inlineSize: `${percentage ?? 0}%` }} />
          )}
        </Bar>
      )}
      <span className="foot-line" data-testid="progress-line">
        {line.parts.map((part) => (
          <span key={part} className="foot-part" title={troubled ? part : undefined}>
            {part}
          </span>
        ))}
      </span>
      {troubled && (
        <Button className="text-button" onPress={() => steer('resume')}>
          {messages.page.retry}
        </Button>
      )}
      {progress.states.setAside > 0 && props.onActivity !== null && (
        <Button className="text-button" onPress={props.onActivity}>
          {text.setAside(progress.states.setAside)}
        </Button>
      )}
      {progress.offline > 0 && <span>{text.offline(progress.offline)}</span>}
      {!troubled && (working || hold !== null) && (
        <IconButton
          className="small"
          label={hold === null ? text.pause : resume}
          onPress={() => steer(hold === null ? 'pause' : 'resume')}
        >
          {hold === null ? <PauseIcon /> : <PlayIcon />}
        </IconButton>
      )}
      {props.onActivity !== null && (
        <Button className="text-button" onPress={props.onActivity}>
          {messages.page.activity.open}
        </Button>
      )}
      {props.found !== null && <span className="foot-found">{props.found}</span>}
    </>
  );
}
