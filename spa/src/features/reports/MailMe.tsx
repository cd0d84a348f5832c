import { useState } from 'react';
import { useWords } from '../../i18n';
import { Action } from '../../ui/Guarded';
import { MailDialog, type Mailed } from './MailDialog';

/** The report that the page shows, with its filters, by mail from now on. */
export function MailMe({ of }: { of: Mailed }) {
  const { t } = useWords();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Action needs="reports.read" variant="default" onClick={() => setOpen(true)}>
        {t('report_mails.button')}
      </Action>
      {isOpen ? <MailDialog mail={null} of={of} close={() => setOpen(false)} /> : null}
    </>
  );
}
