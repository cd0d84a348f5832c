import { Button, CopyButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { IssuedGiftCard } from '../../api/model';
import { useWords } from '../../i18n';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { Money } from '../../ui/text';

/** The only time that a code is shown. */
export function Issued({ issued }: { issued: IssuedGiftCard }) {
  const { t } = useWords();
  const { card, code } = issued;
  return (
    <Panel title={t('credit.issued')}>
      <p role="status">
        <strong className={ui.mono}>{code}</strong> · <Money value={card.balance} />
      </p>
      <p>
        {card.email ? t('credit.issued_mailed', { email: card.email }) : t('credit.issued_hint')}
      </p>
      <div className={ui.row}>
        <CopyButton value={code}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {t(copied ? 'credit.copied' : 'credit.copy')}
            </Button>
          )}
        </CopyButton>
        <Link className={ui.link} to="/gift-cards/$cardId" params={{ cardId: card.id }}>
          {t('credit.see')}
        </Link>
      </div>
    </Panel>
  );
}
