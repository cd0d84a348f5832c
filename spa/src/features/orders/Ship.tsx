import { Button, Modal, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { getGetOrderQueryKey, getListOrdersQueryKey, useShipOrder } from '../../api/orders';
import { getGetOverviewQueryKey } from '../../api/overview';
import { useWords } from '../../i18n';
import ui from '../../ui/layout.module.css';
import { useOnce } from '../../ui/once.ts';
import { useRefresh } from '../../ui/refresh.ts';
import { useToast } from '../../ui/toast.ts';

/** The parcel's id is made when the dialog is: pressing twice sends one parcel and one mail. */
export function Ship({
  number,
  isOpen,
  close,
}: {
  number: string;
  isOpen: boolean;
  close: () => void;
}) {
  const { t } = useWords();
  const toast = useToast();
  const refresh = useRefresh();
  const once = useOnce();
  const [shipmentId] = useState(() => crypto.randomUUID());
  const [carrier, setCarrier] = useState('Correos');
  const [tracking, setTracking] = useState('');
  const ship = useShipOrder({
    mutation: {
      onSuccess: async () => {
        close();
        toast.done('orders.shipped_done');
        await refresh(
          getGetOrderQueryKey(number),
          getListOrdersQueryKey(),
          getGetOverviewQueryKey(),
        );
      },
      onError: toast.failed,
      onSettled: once.settled,
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    once.press(() =>
      ship.mutate({
        number,
        shipmentId,
        data: { carrier: carrier.trim(), tracking: tracking.trim() },
      }),
    );
  }
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={t('orders.ship_title', { number })}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <form className={ui.form} onSubmit={submit}>
        <TextInput
          label={t('orders.carrier')}
          required
          maxLength={200}
          value={carrier}
          onChange={(event) => setCarrier(event.currentTarget.value)}
          data-autofocus
        />
        <TextInput
          label={t('orders.tracking')}
          description={t('orders.tracking_hint')}
          maxLength={200}
          value={tracking}
          onChange={(event) => setTracking(event.currentTarget.value)}
        />
        <div className={ui.end}>
          <Button variant="default" onClick={close}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={ship.isPending}>
            {t('orders.ship_confirm')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
