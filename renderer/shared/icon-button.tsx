/** A button that is only an icon: its name is a label and a tooltip. */
import type { ReactNode, Ref } from 'react';
import { Button, type ButtonProps, Tooltip, TooltipTrigger } from 'react-aria-components';

type IconButtonProps = Omit<ButtonProps, 'children' | 'className'> & {
  readonly ref?: Ref<HTMLButtonElement>;
  readonly label: string;
  readonly shortcut?: string;
  readonly className?: string;
  readonly children: ReactNode;
};

export function IconButton({
  label,
  shortcut,
  className = '',
  children,
  ...rest
}: IconButtonProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <Button {...rest} aria-label={label} className={`icon-button ${className}`}>
        {children}
      </Button>
      <Tooltip className="tooltip" offset={6}>
        {label}
        {shortcut !== undefined && <kbd>{shortcut}</kbd>}
      </Tooltip>
    </TooltipTrigger>
  );
}
