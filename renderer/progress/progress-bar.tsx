/** The slim line at the foot of the page: what indexing does, and its few controls. */
import { ProgressBar as Bar, Button } from 'react-aria-components';
import type { Progress } from '../../main/engine/contract/library.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { IconButton } from '../shared/icon-button.tsx';
import { PauseIcon, PlayIcon } from '../shared/icons.tsx';
import { engine } from '../state/engine.ts';
import type { EngineState } from '../state/use-progress.ts';
import { progressLine } from './progress-line.ts';
import './progress.css';

const text = messages.page.progress;

type ProgressFootProps = {
  readonly state: EngineState;
  readonly onProgress: (progress: Progress) => void;
  readonly onError: (error: unknown) => void;
  readonly onShowSetAside: () => void;
  /** What the page shows now, e.g. "1,000 results, best first". */
  readonly found: string | null;
};

export function ProgressFoot(props: ProgressFootProps) {
  const { progress, connection } = props.state;
  if (connection === 'lost') {
    return (
      <footer className="foot" data-mood="trouble" title={text.lostDetail}>
        <span className="foot-line" role="status">
          <span className="foot-part">{text.lost}</span>
        </span>
      </footer>
    );
  }
  if (progress === null) return <footer className="foot">{text.connecting}</footer>;
  const line = progressLine(progress);
  const working = line.mood === 'working' || line.mood === 'paused';
  const toggle = async (): Promise<void> => {
    try {
      props.onProgress(await engine.call(progress.paused ? 'resume' : 'pause', {}));
    } catch (error) {
      props.onError(error);
    }
  };
  return (
    <footer className="foot" data-mood={line.mood}>
      {line.share !== null && working && (
        <Bar className="foot-bar" aria-label={text.bar} value={line.share * 100}>
          {({ percentage }) => (
            <span className="foot-fill" style={{ inlineSize: `${percentage ?? 0}%` }} />
          )}
        </Bar>
      )}
      <span className="foot-line" data-testid="progress-line">
        {line.parts.map((part) => (
          <span key={part} className="foot-part">
            {part}
          </span>
        ))}
      </span>
      {progress.states.setAside > 0 && (
        <Button className="text-button" onPress={props.onShowSetAside}>
          {text.setAside(progress.states.setAside)}
        </Button>
      )}
      {progress.offline > 0 && <span>{text.offline(progress.offline)}</span>}
      {(working || progress.paused) && (
        <IconButton
          className="small"
          label={progress.paused ? text.resume : text.pause}
          onPress={toggle}
        >
          {progress.paused ? <PlayIcon /> : <PauseIcon />}
        </IconButton>
      )}
      {props.found !== null && <span className="foot-found">{props.found}</span>}
    </footer>
  );
}
