/** When and how hard files are read, and which are not. */
import { type ReactNode, useState } from 'react';
import { Label, Slider, SliderThumb, SliderTrack, Switch } from 'react-aria-components';
import { messages } from '../../main/engine/contract/messages/index.ts';
import type { SettingsAnswer, SettingsChange } from '../../main/engine/contract/settings.ts';
import { PageDialog } from '../shared/page-dialog.tsx';
import { useLoaded } from '../shared/use-loaded.ts';
import { engine, sentenceOf } from '../state/engine.ts';
import { ExcludeField } from './exclude-field.tsx';
import { ScheduleField } from './schedule-field.tsx';
import './settings.css';

const text = messages.settings;
const words = text.page;
const load = (signal: AbortSignal) => engine.call('settings', {}, { signal });

export function SettingsDialog({ onClose }: { readonly onClose: () => void }) {
  const loaded = useLoaded(load);
  const [changed, setChanged] = useState<SettingsAnswer | null>(null);
  const [error, setError] = useState<string | null>(null);
  const answer = changed ?? loaded.value;
  const change = async (wanted: SettingsChange): Promise<void> => {
    try {
      setChanged(await engine.call('changeSettings', wanted));
      setError(null);
    } catch (reason) {
      setError(sentenceOf(reason));
    }
  };
  return (
    <PageDialog title={text.title} onClose={onClose}>
      <p className="muted">{words.intro}</p>
      {answer !== null && <Fields answer={answer} onChange={change} />}
      {(error ?? loaded.error) !== null && (
        <p className="dialog-error" role="alert">
          {error ?? loaded.error}
        </p>
      )}
    </PageDialog>
  );
}

type FieldsProps = {
  readonly answer: SettingsAnswer;
  readonly onChange: (change: SettingsChange) => void;
};

function Fields({ answer: { settings, coresHere }, onChange }: FieldsProps) {
  const { schedule, battery, cores } = settings;
  return (
    <>
      <ScheduleField schedule={schedule} onChange={(wanted) => onChange({ schedule: wanted })} />
      <Section>
        <Switch
          className="switch"
          isSelected={battery === 'read'}
          onChange={(reads) => onChange({ battery: reads ? 'read' : 'wait' })}
        >
          <span className="setting-words">
            <span className="setting-name">{words.battery}</span>
            <span className="setting-detail">{words.batteryDetail}</span>
          </span>
          <span className="switch-track" />
        </Switch>
      </Section>
      <Section>
        <CoresField
          cores={cores}
          coresHere={coresHere}
          onChange={(wanted) => onChange({ cores: wanted })}
        />
      </Section>
      <ExcludeField settings={settings} onChange={(exclude) => onChange({ exclude })} />
    </>
  );
}

type CoresFieldProps = {
  readonly cores: number | 'all';
  readonly coresHere: number;
  readonly onChange: (cores: number | 'all') => void;
};

/** All of them stays all of them, on whatever computer the library is opened next. */
function CoresField({ cores, coresHere, onChange }: CoresFieldProps) {
  const kept = cores === 'all' ? coresHere : Math.min(cores, coresHere);
  const [shown, setShown] = useState(kept);
  if (coresHere === 1) return <p className="setting-detail">{words.oneCore}</p>;
  return (
    <Slider
      className="slider"
      minValue={1}
      maxValue={coresHere}
      value={shown}
      onChange={(value) => setShown(value as number)}
      onChangeEnd={(value) => onChange(value === coresHere ? 'all' : (value as number))}
    >
      <div className="slider-head">
        <Label className="setting-name">{words.cores}</Label>
        <span className="slider-value">
          {shown === coresHere ? words.allCores(coresHere) : shown}
        </span>
      </div>
      <SliderTrack className="slider-track">
        {({ state }) => (
          <>
            <span
              className="slider-fill"
              style={{ inlineSize: `${state.getThumbPercent(0) * 100}%` }}
            />
            <SliderThumb className="slider-thumb" />
          </>
        )}
      </SliderTrack>
      <p className="setting-detail">{words.coresDetail(coresHere)}</p>
    </Slider>
  );
}

function Section({ children }: { readonly children: ReactNode }) {
  return <div className="setting">{children}</div>;
}
