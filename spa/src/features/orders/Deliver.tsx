import { useDeliverOrder } from '../../api/orders';
import { useWords } from '../../i18n';
import { FormDialog } from '../../ui/FormDialog';
import { useActed } from './acting.ts';

export function Deliver({ number, close }: { number: string; close: () => void }) {
  const { t } = useWords();
  const deliver = useDeliverOrder({
    mutation: useActed(number, 'orders.delivered_done', close),
  });
  return (
    <FormDialog
      title={t('orders.deliver_title', { number })}
      close={close}
      confirm={t('orders.deliver_confirm')}
      submit={() => deliver.mutateAsync({ number })}
    >
      <p>{t('orders.deliver_hint')}</p>
    </FormDialog>
  );
}
