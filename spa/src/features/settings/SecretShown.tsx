import { Button, CopyButton, Modal, TextInput } from '@mantine/core';
import { useWords } from '../../i18n';
import ui from '../../ui/layout.module.css';

/** What signs a webhook's deliveries, this once. */
export function SecretShown({ secret, close }: { secret: string; close: () => void }) {
  const { t } = useWords();
  return (
    <Modal
      opened
      onClose={close}
      title={t('webhooks.secret_title')}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <div className={ui.form}>
        <TextInput
          label={t('webhooks.secret')}
          description={t('webhooks.secret_explained')}
          readOnly
          value={secret}
          onFocus={(event) => event.currentTarget.select()}
        />
        <div className={ui.end}>
          <CopyButton value={secret}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? t('action.copied') : t('webhooks.copy')}
              </Button>
            )}
          </CopyButton>
          <Button data-autofocus onClick={close}>
            {t('action.close')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
