/** What is needed seldom: appearance, shortcuts, about. */
import { useState } from 'react';
import {
  Header,
  Menu,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Popover,
  Separator,
} from 'react-aria-components';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { IconButton } from '../shared/icon-button.tsx';
import { CheckIcon, MenuIcon } from '../shared/icons.tsx';
import { type PageStrictness, strictnesses } from '../state/strictness.ts';
import { chooseTheme, storedTheme, themes } from '../state/theme.ts';

const { menu: text, fold } = messages.page;

type PageMenuProps = {
  readonly strictness: PageStrictness;
  readonly onStrictness: (strictness: PageStrictness) => void;
  readonly onActivity: () => void;
  readonly onLabels: () => void;
  readonly onSettings: () => void;
  readonly onShortcuts: () => void;
  readonly onAbout: () => void;
};

export function PageMenu({ strictness, onStrictness, ...open }: PageMenuProps) {
  const [theme, setTheme] = useState(storedTheme());
  return (
    <MenuTrigger>
      <IconButton label={text.label}>
        <MenuIcon />
      </IconButton>
      <Popover className="menu-popover" placement="bottom end">
        <Menu className="menu">
          <MenuSection
            selectionMode="single"
            selectedKeys={[theme]}
            onSelectionChange={(keys) => {
              const chosen = themes.find((name) => keys !== 'all' && keys.has(name));
              if (chosen === undefined) return;
              chooseTheme(chosen);
              setTheme(chosen);
            }}
          >
            <Header className="menu-header">{text.theme}</Header>
            {themes.map((name) => (
              <MenuItem key={name} id={name} className="menu-item" textValue={text.themes[name]}>
                {({ isSelected }) => (
                  <>
                    <span className="menu-check">{isSelected && <CheckIcon />}</span>
                    {text.themes[name]}
                  </>
                )}
              </MenuItem>
            ))}
          </MenuSection>
          <Separator className="menu-line" />
          <MenuSection
            selectionMode="single"
            selectedKeys={[strictness]}
            onSelectionChange={(keys) => {
              const chosen = strictnesses.find((name) => keys !== 'all' && keys.has(name));
              if (chosen !== undefined) onStrictness(chosen);
            }}
          >
            <Header className="menu-header">{fold.strictness}</Header>
            {strictnesses.map((name) => (
              <MenuItem
                key={name}
                id={name}
                className="menu-item"
                textValue={fold.strictnesses[name]}
              >
                {({ isSelected }) => (
                  <>
                    <span className="menu-check">{isSelected && <CheckIcon />}</span>
                    {fold.strictnesses[name]}
                  </>
                )}
              </MenuItem>
            ))}
          </MenuSection>
          <Separator className="menu-line" />
          <MenuItem
            className="menu-item"
            onAction={open.onActivity}
            textValue={messages.page.activity.open}
          >
            <span className="menu-check" />
            {messages.page.activity.open}
            <kbd>!</kbd>
          </MenuItem>
          <MenuItem className="menu-item" onAction={open.onLabels}>
            <span className="menu-check" />
            {messages.page.annotations.open}
          </MenuItem>
          <MenuItem
            className="menu-item"
            onAction={open.onSettings}
            textValue={messages.settings.page.open}
          >
            <span className="menu-check" />
            {messages.settings.page.open}
            <kbd>Ctrl ,</kbd>
          </MenuItem>
          <MenuItem className="menu-item" onAction={open.onShortcuts} textValue={text.shortcuts}>
            <span className="menu-check" />
            {text.shortcuts}
            <kbd>?</kbd>
          </MenuItem>
          <MenuItem className="menu-item" onAction={open.onAbout}>
            <span className="menu-check" />
            {text.about}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
