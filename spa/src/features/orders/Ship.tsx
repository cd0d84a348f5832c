import { Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useShipOrder } from '../../api/orders';
import { useWords } from '../../i18n';
import { CarrierInput, useCarrier } from '../../ui/CarrierInput';
import { FormDialog } from '../../ui/FormDialog';
import { useActed } from './acting.ts';

/** The shipment's id is made with the dialog: a retry after a lost answer ships once and mails once. */
export function Ship({
  number,
  parcelId,
  isUnpaid,
  close,
}: {
  number: string;
  /** A parcel that was packed before; without, all that lies ready leaves. */
  parcelId?: string;
  isUnpaid: boolean;
  close: () => void;
}) {
  const { t, word } = useWords();
  const [shipmentId] = useState(() => parcelId ?? crypto.randomUUID());
  const carriers = useCarrier();
  const [tracking, setTracking] = useState('');
  const ship = useShipOrder({ mutation: useActed(number, 'orders.shipped_done', close) });
  const data = {
    carrier: carriers.carrier.trim(),
    tracking: tracking.trim(),
    ...(isUnpaid ? { although_not_captured: true } : {}),
  };
  return (
    <FormDialog
      title={t('orders.ship_title', { number })}
      close={close}
      confirm={t('orders.ship_confirm')}
      submit={() => ship.mutateAsync({ number, shipmentId, data })}
    >
      <CarrierInput of={carriers} isFirst />
      <TextInput
        label={t('orders.tracking')}
        description={t('orders.tracking_hint')}
        maxLength={200}
        value={tracking}
        onChange={(event) => setTracking(event.currentTarget.value)}
      />
      {isUnpaid ? (
        <Checkbox
          label={t('orders.ship_unpaid')}
          description={word('why_not', 'not_captured')}
          required
        />
      ) : null}
    </FormDialog>
  );
}
