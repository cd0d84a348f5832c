import { Button, CopyButton, TextInput } from '@mantine/core';
import type { InvitationSent } from '../../api/model';
import { useWords } from '../../i18n';
import ui from '../../ui/layout.module.css';
import { When } from '../../ui/text';

/** Told this once: the link opens the account to whoever has it. An account's owner alone gets theirs. */
export function SentLink({ sent, close }: { sent: InvitationSent; close: () => void }) {
  const { t } = useWords();
  return (
    <div className={ui.form}>
      <p>{t('staff.sent', { email: sent.invitation.email })}</p>
      {sent.link && (
        <TextInput
          label={t('staff.link')}
          description={t('staff.link_hint')}
          readOnly
          value={sent.link}
          onFocus={(event) => event.currentTarget.select()}
        />
      )}
      <p className={ui.soft}>
        {t('staff.link_until')} <When at={sent.invitation.expires_at} exact />
      </p>
      <div className={ui.end}>
        {sent.link && (
          <CopyButton value={sent.link}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? t('action.copied') : t('action.copy')}
              </Button>
            )}
          </CopyButton>
        )}
        <Button data-autofocus onClick={close}>
          {t('action.close')}
        </Button>
      </div>
    </div>
  );
}
