/** How reading stands, in one sentence and four numbers, and the buttons that steer it. */
import { ProgressBar as Bar, Button } from 'react-aria-components';
import type { Activity } from '../../main/engine/contract/activity.ts';
import { fileStates, type Progress } from '../../main/engine/contract/library.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { formatCount, formatSpeed } from '../shared/format.ts';
import { PlayIcon, WarnIcon } from '../shared/icons.tsx';
import { engine } from '../state/engine.ts';
import { headline } from './headline.ts';
import { PauseMenu } from './pause-menu.tsx';

const text = messages.page.activity;

type ActivityHeadProps = {
  readonly activity: Activity;
  readonly onProgress: (progress: Progress) => void;
  readonly onError: (error: unknown) => void;
  readonly onSettings: () => void;
};

export function ActivityHead(props: ActivityHeadProps) {
  const { activity, onProgress, onError, onSettings } = props;
  const { states, seen, hold, trouble, filesPerSecond } = activity;
  const { title, mood } = headline(activity, Date.now());
  const finished = states.done + states.setAside;
  const steer = async (asking: Promise<Progress>): Promise<void> => {
    try {
      onProgress(await asking);
    } catch (error) {
      onError(error);
    }
  };
  const resume = () => steer(engine.call('resume', {}));
  return (
    <div className="activity-head" data-mood={mood}>
      <div className="activity-headline">
        <p className="activity-title">{title}</p>
        <p className="activity-detail">
          {text.indexed(finished, seen)}
          {filesPerSecond > 0 && hold === null && ` · ${text.speed(formatSpeed(filesPerSecond))}`}
        </p>
      </div>
      <div className="activity-buttons">
        {trouble === null && hold !== null && (
          <Button className="button primary" onPress={resume}>
            <PlayIcon />
            {hold.why === 'paused' ? text.resume : text.readNow}
          </Button>
        )}
        {trouble === null && hold === null && (
          <PauseMenu onPause={(untilMs) => steer(engine.call('pause', { untilMs }))} />
        )}
        <Button className="button" onPress={onSettings}>
          {text.settings}
        </Button>
      </div>
      {trouble !== null && (
        <div className="activity-trouble" role="alert">
          <WarnIcon />
          <p>{trouble}</p>
          <Button className="button" onPress={resume}>
            {text.tryAgain}
          </Button>
        </div>
      )}
      <Bar
        className="activity-progress"
        aria-label={text.bar}
        value={finished}
        maxValue={seen || 1}
      >
        {({ percentage }) => (
          <span className="activity-fill" style={{ inlineSize: `${percentage ?? 0}%` }} />
        )}
      </Bar>
      <dl className="activity-states">
        {fileStates.map((state) => (
          <div key={state} data-state={state}>
            <dt>{text.states[state]}</dt>
            <dd>{formatCount(states[state])}</dd>
          </div>
        ))}
        <div data-state="all">
          <dt>{text.states.all}</dt>
          <dd>{formatCount(seen)}</dd>
        </div>
      </dl>
    </div>
  );
}
