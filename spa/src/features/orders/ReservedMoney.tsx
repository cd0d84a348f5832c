import { Button } from '@mantine/core';
import type { OrderPayment } from '../../api/model';
import { useTakeReservedPayment } from '../../api/orders';
import { useWords } from '../../i18n';
import { moment, money } from '../../i18n/figures.ts';
import { useCan } from '../../session.ts';
import ui from '../../ui/layout.module.css';
import { useActed } from './acting.ts';

/** A payment that is taken when goods leave: until when it waits, and the way to take it now. */
export function ReservedMoney({ number, payment }: { number: string; payment: OrderPayment }) {
  const { t, locale } = useWords();
  const can = useCan();
  const take = useTakeReservedPayment({ mutation: useActed(number, 'orders.reserved_taken') });
  if (payment.capture_by === null || payment.status !== 'authorised') return null;
  const until = moment(payment.capture_by, locale);
  return (
    <>
      <span className={ui.soft}>
        {payment.taken?.amount_minor
          ? t('orders.reserved_taken_so_far', { taken: money(payment.taken, locale), until })
          : t('orders.reserved_until', { until })}
      </span>
      {can('orders.write') ? (
        <Button
          size="xs"
          variant="default"
          loading={take.isPending}
          onClick={() => take.mutate({ number })}
        >
          {t('orders.take_reserved')}
        </Button>
      ) : null}
    </>
  );
}
