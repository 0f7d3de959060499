/** At any time, or every day between two times. */
import { useState } from 'react';
import { Input, Label, Radio, RadioGroup, TextField } from 'react-aria-components';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { Settings, spanOf } from '../../main/engine/contract/settings.ts';

const words = messages.settings.page;
/** What is offered first: the night. */
const night = '22:00-07:00';

type ScheduleFieldProps = {
  readonly schedule: string;
  readonly onChange: (schedule: string) => void;
};

export function ScheduleField({ schedule, onChange }: ScheduleFieldProps) {
  const [daily, setDaily] = useState(spanOf(schedule) === null ? night : schedule);
  const [from = '', to = ''] = daily.split('-');
  const isDaily = spanOf(schedule) !== null;
  const change = (wanted: string): void => {
    setDaily(wanted);
    // While a time is being typed it may be none, or both may be the same.
    if (isDaily && Settings.shape.schedule.safeParse(wanted).success) onChange(wanted);
  };
  return (
    <div className="setting">
      <RadioGroup
        className="radios"
        value={isDaily ? 'daily' : 'always'}
        onChange={(value) => onChange(value === 'always' ? value : daily)}
      >
        <Label className="setting-name">{words.schedule}</Label>
        <Radio className="radio" value="always">
          {words.always}
        </Radio>
        <Radio className="radio" value="daily">
          {words.daily}
        </Radio>
      </RadioGroup>
      {isDaily && (
        <div className="times">
          <TimeField label={words.from} value={from} onChange={(time) => change(`${time}-${to}`)} />
          <TimeField label={words.to} value={to} onChange={(time) => change(`${from}-${time}`)} />
          {from > to && <span className="setting-detail">{words.nextDay}</span>}
        </div>
      )}
    </div>
  );
}

type TimeFieldProps = {
  readonly label: string;
  /** `22:00`. */
  readonly value: string;
  readonly onChange: (value: string) => void;
};

function TimeField({ label, value, onChange }: TimeFieldProps) {
  return (
    <TextField className="time-field" value={value} onChange={onChange} type="time">
      <Label>{label}</Label>
      <Input className="field" />
    </TextField>
  );
}
