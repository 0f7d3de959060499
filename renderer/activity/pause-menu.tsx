/** Pause: until resumed, for an hour, or until the morning. */
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { pauseEndMs } from '../../main/engine/contract/hold.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { whenOf } from '../../main/engine/contract/when.ts';
import { DownIcon, PauseIcon } from '../shared/icons.tsx';

const text = messages.page.activity;

export function PauseMenu({ onPause }: { readonly onPause: (untilMs: number | null) => void }) {
  const nowMs = Date.now();
  const morning = messages.activity.at(whenOf(pauseEndMs('tomorrow', nowMs), nowMs));
  return (
    <MenuTrigger>
      <Button className="button">
        <PauseIcon />
        {text.pause}
        <DownIcon />
      </Button>
      <Popover className="menu-popover" placement="bottom end">
        <Menu className="menu" aria-label={text.pause}>
          <MenuItem className="menu-item" onAction={() => onPause(null)}>
            {text.pauses.resumed}
          </MenuItem>
          <MenuItem className="menu-item" onAction={() => onPause(pauseEndMs('hour', Date.now()))}>
            {text.pauses.hour}
          </MenuItem>
          <MenuItem
            className="menu-item"
            onAction={() => onPause(pauseEndMs('tomorrow', Date.now()))}
          >
            {text.pauses.tomorrow(morning)}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
