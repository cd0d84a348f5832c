import { Button, Modal, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { getExportJournalUrl } from '../../api/accounting';
import { useWords } from '../../i18n';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/layout.module.css';

/** The last whole month, which is what an accountant asks for. */
function lastMonth(): { since: string; until: string } {
  const now = new Date();
  const end = new Date(Date.UTC(now.getFullYear(), now.getMonth(), 0));
  const until = end.toISOString().slice(0, 10);
  return { since: `${until.slice(0, 8)}01`, until };
}

/** The journal of a period as CSV; the browser downloads it as it comes. */
export function Journal() {
  const { t } = useWords();
  const [isOpen, setOpen] = useState(false);
  const [period, setPeriod] = useState(lastMonth);
  const isRight = period.since !== '' && period.until !== '' && period.since <= period.until;
  return (
    <>
      <Action
        needs="reports.read"
        variant="default"
        leftSection={<IconDownload size={16} />}
        onClick={() => setOpen(true)}
      >
        {t('documents.journal')}
      </Action>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t('documents.journal')}
        closeButtonProps={{ 'aria-label': t('action.close') }}
      >
        <div className={ui.stack}>
          <p className={ui.soft}>{t('documents.journal_lead')}</p>
          <TextInput
            type="date"
            label={t('documents.since')}
            value={period.since}
            onChange={(event) => setPeriod({ ...period, since: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            label={t('documents.until')}
            value={period.until}
            error={isRight ? undefined : t('documents.period_wrong')}
            onChange={(event) => setPeriod({ ...period, until: event.currentTarget.value })}
          />
          {isRight ? (
            <Button component="a" href={getExportJournalUrl(period)} download>
              {t('documents.download')}
            </Button>
          ) : null}
        </div>
      </Modal>
    </>
  );
}
