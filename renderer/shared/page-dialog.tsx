/** The one dialog frame: a title, a close button, content that scrolls. */
import type { ReactNode } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { CloseIcon } from './icons.tsx';
import './page-dialog.css';

type PageDialogProps = {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  readonly size?: 'small' | 'medium' | 'large';
  readonly role?: 'dialog' | 'alertdialog';
  /** Nothing inside takes the focus: the content itself does, to be scrolled by keyboard. */
  readonly scrollsByKeyboard?: boolean;
};

export function PageDialog(props: PageDialogProps) {
  const { title, onClose, children, footer, size = 'medium', role = 'dialog' } = props;
  const bodyFocus = props.scrollsByKeyboard ? { tabIndex: 0 } : {};
  return (
    <ModalOverlay
      className="dialog-scrim"
      isOpen
      isDismissable
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className={`dialog-frame ${size}`}>
        <Dialog className="dialog" role={role}>
          <header className="dialog-head">
            <Heading slot="title" className="dialog-title">
              {title}
            </Heading>
            <Button
              className="icon-button small"
              aria-label={messages.page.close}
              onPress={onClose}
            >
              <CloseIcon />
            </Button>
          </header>
          <div className="dialog-body" {...bodyFocus}>
            {children}
          </div>
          {footer !== undefined && <footer className="dialog-foot">{footer}</footer>}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
