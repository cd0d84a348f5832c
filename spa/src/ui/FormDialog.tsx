import { Button, Modal, type ModalProps } from '@mantine/core';
import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import { useWords } from '../i18n';
import { Leaving } from './Leaving';
import ui from './layout.module.css';
import { Refusal } from './Refusal';

interface FormDialogProps {
  title: string;
  close: () => void;
  /** What the button says that sends it; null where there is nothing to send. */
  confirm: string | null;
  /** What the other button says, where "Cancel" could be what the form does. */
  dismiss?: string;
  /** Sends it; undefined where a field is not right yet and says so itself. */
  submit: () => Promise<unknown> | undefined;
  /** What is missing, said after a press that `submit` answered with undefined and no field explains. */
  missing?: string | undefined;
  /** What it does cannot be taken back. */
  isGrave?: boolean;
  size?: ModalProps['size'];
  children: ReactNode;
  /** Below the buttons. */
  after?: ReactNode;
}

/** A form in a dialog: one press sends once, and a refusal stands above the fields, which keep what was typed. */
export function FormDialog(props: FormDialogProps) {
  const { title, close, confirm, dismiss, submit, missing, isGrave, size, children, after } = props;
  const { t } = useWords();
  const isBusy = useRef(false);
  const [isSending, setSending] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [isChanged, setChanged] = useState(false);
  const [isPressed, setPressed] = useState(false);
  async function send(event: FormEvent) {
    event.preventDefault();
    // A dialog over a form is no part of it, though React would hand it the event.
    event.stopPropagation();
    if (isBusy.current) return;
    setFailure(null);
    const sent = submit();
    setPressed(!sent);
    if (!sent) return;
    isBusy.current = true;
    setSending(true);
    try {
      // Whoever opened the dialog closes it: until then a second press does nothing.
      await sent;
    } catch (error) {
      isBusy.current = false;
      setFailure(error);
    } finally {
      setSending(false);
    }
  }
  return (
    <Modal
      opened
      onClose={close}
      title={title}
      // A slip of the hand loses nothing that was typed.
      closeOnClickOutside={!isChanged}
      closeOnEscape={!isChanged}
      {...(size ? { size } : {})}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Leaving isChanged={isChanged && !isSending} />
      <form
        className={ui.form}
        onSubmit={(event) => void send(event)}
        onChange={() => setChanged(true)}
      >
        <Refusal failure={failure} />
        {children}
        {isPressed && missing ? <p role="alert">{missing}</p> : null}
        <div className={ui.end}>
          <Button variant="default" onClick={close}>
            {dismiss ?? t(confirm === null ? 'action.close' : 'action.cancel')}
          </Button>
          {confirm === null ? null : (
            <Button type="submit" loading={isSending} {...(isGrave ? { color: 'terracotta' } : {})}>
              {confirm}
            </Button>
          )}
        </div>
      </form>
      {after}
    </Modal>
  );
}
