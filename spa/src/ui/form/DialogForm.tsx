import { Button, Modal, type ModalProps } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useWords } from '../../i18n';
import { Leaving } from '../Leaving';
import ui from '../layout.module.css';
import { Refusal } from '../Refusal';
import type { FormOf } from './field.ts';
import { Fields } from './Fields';
import { Met } from './Met';

interface DialogFormProps<V> {
  form: FormOf<V>;
  title: string;
  confirm?: string;
  close: () => void;
  /** Above the fields. */
  children?: ReactNode;
  /** Below the fields, above the buttons: what will come of what is typed. */
  below?: ReactNode;
  size?: ModalProps['size'];
  /** Beside the buttons, at their other end. */
  aside?: ReactNode;
  /** Below the form, and no part of it. */
  after?: ReactNode;
}

/** The same form in a dialog, for what has few fields. `saved` closes it. */
export function DialogForm<V extends object>({
  form,
  title,
  confirm,
  close,
  children,
  below,
  size,
  aside,
  after,
}: DialogFormProps<V>) {
  const { t } = useWords();
  const { failure, errors, isChanged, isSaving } = form;
  function submit(event: FormEvent) {
    event.preventDefault();
    event.stopPropagation();
    void form.submit();
  }
  return (
    <Modal
      opened
      onClose={close}
      title={title}
      {...(size ? { size } : {})}
      // A slip of the hand loses nothing that was typed.
      closeOnClickOutside={!isChanged}
      closeOnEscape={!isChanged}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Leaving isChanged={isChanged && !isSaving} />
      <form className={ui.form} onSubmit={submit} noValidate>
        {children}
        <Met form={form} />
        <Refusal {...(failure && Object.keys(errors).length === 0 ? { failure } : {})} />
        <Fields form={form} />
        {below}
        <div className={ui.end}>
          {aside}
          <Button variant="default" onClick={close}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={isSaving}>
            {confirm ?? t('action.save')}
          </Button>
        </div>
      </form>
      {after}
    </Modal>
  );
}
