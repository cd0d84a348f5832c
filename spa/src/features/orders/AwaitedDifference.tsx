import { Alert, Button } from '@mantine/core';
import type { Order } from '../../api/model';
import { useEndOrderEdit } from '../../api/orders';
import { useWords } from '../../i18n';
import { money, moment } from '../../i18n/figures.ts';
import { useCan } from '../../session.ts';
import ui from '../../ui/layout.module.css';
import { useActed } from './acting.ts';

/** What an edit made the order cost more, while its buyer has not paid it. */
export function AwaitedDifference({ order }: { order: Order }) {
  const { t, word, locale } = useWords();
  const can = useCan();
  const end = useEndOrderEdit({ mutation: useActed(order.number, 'orders.edit_ended') });
  const awaited = order.awaited_difference;
  if (awaited === null) return null;
  const settle = (how: 'undo' | 'carry') =>
    end.mutate({ number: order.number, editId: awaited.edit_id, data: { how } });
  return (
    <Alert
      color="orange"
      title={t('orders.owed_title', { amount: money(awaited.amount, locale) })}
      role="status"
    >
      <p>
        {t('orders.owed_until', { until: moment(awaited.pay_by, locale) })}{' '}
        {awaited.waits ? t('orders.owed_waits') : t('orders.owed_goes_on')}{' '}
        {word('on_expiry', awaited.on_expiry)}.
      </p>
      {can('orders.write') ? (
        <div className={ui.row}>
          <Button
            size="xs"
            variant="default"
            loading={end.isPending}
            onClick={() => settle('undo')}
          >
            {t('orders.owed_undo')}
          </Button>
          {can('orders.discount') ? (
            <Button
              size="xs"
              variant="default"
              loading={end.isPending}
              onClick={() => settle('carry')}
            >
              {t('orders.owed_carry')}
            </Button>
          ) : null}
        </div>
      ) : null}
    </Alert>
  );
}
