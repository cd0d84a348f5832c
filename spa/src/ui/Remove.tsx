import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { Permission } from '../api/model';
import { useWords, type Key } from '../i18n';
import { FormDialog } from './FormDialog';
import { Action } from './Guarded';
import { useToast } from './toast.ts';

interface RemoveProps {
  needs: Permission;
  /** What the button says, here and in the dialog: "Delete", "Close the location". */
  label: string;
  /** The question. */
  title: string;
  /** What is gone with it, and what stays. */
  explained: ReactNode;
  /** What is to be chosen before. */
  children?: ReactNode;
  because?: string | undefined;
  /** Its refusal is said in the dialog, which stays open. */
  remove: () => Promise<unknown>;
  removed: () => unknown;
  /** What is said once it is done; "Deleted" where it is left out. */
  done?: Key;
  isGrave?: boolean;
  /** As high as the buttons beside it in a row of a list. */
  isSmall?: boolean;
}

/** A button that asks before something is gone. */
export function Remove(props: RemoveProps) {
  const { needs, label, title, explained, because, remove, removed, children } = props;
  const { done = 'form.removed', isGrave = true, isSmall = false } = props;
  const { t } = useWords();
  const toast = useToast();
  const [isAsking, setAsking] = useState(false);
  const { mutateAsync } = useMutation({ mutationFn: remove });
  async function act() {
    await mutateAsync();
    setAsking(false);
    toast.done(done);
    await removed();
  }
  return (
    <>
      <Action
        needs={needs}
        variant="default"
        because={because}
        {...(isSmall ? { size: 'xs' } : {})}
        onClick={() => setAsking(true)}
      >
        {label}
      </Action>
      {isAsking ? (
        <FormDialog
          title={title}
          close={() => setAsking(false)}
          confirm={label}
          dismiss={t(isGrave ? 'action.keep' : 'action.cancel')}
          submit={act}
          isGrave={isGrave}
        >
          <p>{explained}</p>
          {children}
        </FormDialog>
      ) : null}
    </>
  );
}
