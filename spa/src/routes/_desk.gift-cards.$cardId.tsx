import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { getGetGiftCardQueryOptions } from '../api/gift-cards';
import type { GiftCard } from '../api/model';
import { CardActions } from '../features/credit/CardActions';
import { Ledger } from '../features/credit/Ledger';
import { useWords } from '../i18n';
import { languageName } from '../ui/form/names.ts';
import ui from '../ui/layout.module.css';
import { Facts, Panel } from '../ui/Page';
import { RecordPage } from '../ui/RecordPage';
import { Status } from '../ui/Status';
import { Money, When, Who } from '../ui/text';

export const Route = createFileRoute('/_desk/gift-cards/$cardId')({ component: GiftCardPage });

function GiftCardPage() {
  const { cardId } = Route.useParams();
  const { t } = useWords();
  const card = useQuery(getGetGiftCardQueryOptions(cardId));
  return (
    <RecordPage
      query={card}
      back={{ to: '/gift-cards', label: t('nav.gift_cards') }}
      title={({ last_four }) => `•••• ${last_four}`}
      status={({ status }) => <Status family="credit_status" code={status} />}
      history={() => `gift_card:${cardId}`}
      actions={(found) => <CardActions card={found} />}
      side={(found) => <Side card={found} />}
    >
      {({ entries }) => (
        <Panel title={t('credit.ledger')}>
          <Ledger entries={entries} caption={t('credit.ledger')} />
        </Panel>
      )}
    </RecordPage>
  );
}

function Side({ card }: { card: GiftCard }) {
  const { t, locale } = useWords();
  return (
    <>
      <Panel title={t('credit.card')}>
        <Facts
          items={[
            [t('credit.balance'), <Money key="balance" value={card.balance} />],
            [t('credit.initial'), <Money key="initial" value={card.initial} />],
            [
              t('credit.expires_at'),
              card.expires_at ? (
                <When key="expires" at={card.expires_at} exact />
              ) : (
                t('credit.never')
              ),
            ],
            [t('credit.issued_at'), <When key="issued" at={card.issued_at} />],
            [t('stock.who'), <Who key="by" actor={card.issued_by} />],
          ]}
        />
      </Panel>
      <Panel title={t('credit.recipient')}>
        <Facts
          items={[
            [t('staff.name'), card.name || '—'],
            [
              t('sign_in.email'),
              <span key="email" className={ui.wide}>
                {card.email || '—'}
              </span>,
            ],
            ...(card.email
              ? [
                  [t('customers.language'), languageName(card.language, locale)] as const,
                  [t('credit.message'), card.message || '—'] as const,
                  [
                    t('credit.sent'),
                    card.sent_at ? (
                      <When key="sent" at={card.sent_at} />
                    ) : card.send_at ? (
                      <When key="send" at={card.send_at} exact />
                    ) : (
                      '—'
                    ),
                  ] as const,
                ]
              : []),
          ]}
        />
      </Panel>
    </>
  );
}
