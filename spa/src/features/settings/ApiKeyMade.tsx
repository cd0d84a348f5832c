import { Button, CopyButton, Modal, TextInput } from '@mantine/core';
import type { ApiKeySecret } from '../../api/model';
import { useWords } from '../../i18n';
import ui from '../../ui/layout.module.css';
import { When } from '../../ui/text';

/** The secret, this once. */
export function ApiKeyMade({ made, close }: { made: ApiKeySecret; close: () => void }) {
  const { t } = useWords();
  return (
    <Modal
      opened
      onClose={close}
      title={t('api_keys.made_title')}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <div className={ui.form}>
        <TextInput
          label={t('api_keys.secret')}
          description={t('api_keys.made_explained')}
          readOnly
          value={made.secret}
          onFocus={(event) => event.currentTarget.select()}
        />
        {made.key.old_until ? (
          <p className={ui.soft}>
            {t('api_keys.old_until')} <When at={made.key.old_until} exact />
          </p>
        ) : null}
        <div className={ui.end}>
          <CopyButton value={made.secret}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? t('action.copied') : t('api_keys.copy')}
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
