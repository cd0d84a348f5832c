import { useMutation } from '@tanstack/react-query';
import { exportCustomer } from '../../api/customers';
import type { Customer } from '../../api/model';
import { useWords } from '../../i18n';
import { Action } from '../../ui/Guarded';
import { useToast } from '../../ui/toast.ts';

/** Saves all that the shop knows of them as a file, to send it to them. */
export function Export({ customer }: { customer: Customer }) {
  const { t } = useWords();
  const toast = useToast();
  const made = useMutation({
    mutationFn: () => exportCustomer(customer.id),
    onSuccess: (document_) => {
      const file = new Blob([JSON.stringify(document_, null, 2)], { type: 'application/json' });
      const address = URL.createObjectURL(file);
      const link = document.createElement('a');
      link.href = address;
      link.download = `customer-${customer.id}.json`;
      link.click();
      URL.revokeObjectURL(address);
    },
    onError: (failure) => toast.failed(failure),
  });
  return (
    <Action
      needs="customers.erase"
      variant="default"
      loading={made.isPending}
      onClick={() => made.mutate()}
    >
      {t('customers.export')}
    </Action>
  );
}
