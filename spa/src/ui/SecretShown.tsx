import { Button, CopyButton, Modal, TextInput } from '@mantine/core';
import { useWords } from '../i18n';
import ui from './layout.module.css';

interface SecretShownProps {
  secret: string;
  /** What it is for. */
  explained: string;
  /** Where it is used, with its label. */
  address?: readonly [label: string, url: string];
  close: () => void;
}

/** A secret, this once. */
export function SecretShown({ secret, explained, address, close }: SecretShownProps) {
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
        {address ? (
          <TextInput
            label={address[0]}
            readOnly
            value={address[1]}
            onFocus={(event) => event.currentTarget.select()}
          />
        ) : null}
        <TextInput
          label={t('webhooks.secret')}
          description={explained}
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
