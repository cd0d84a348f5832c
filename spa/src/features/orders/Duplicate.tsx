import { useNavigate } from '@tanstack/react-router';
import { useDuplicateOrder } from '../../api/drafts';
import { useWords } from '../../i18n';
import { Action } from '../../ui/Guarded';
import { useToast } from '../../ui/toast.ts';

/** A draft of what the order has, at today's prices. */
export function Duplicate({ number }: { number: string }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const toast = useToast();
  const duplicate = useDuplicateOrder({
    mutation: {
      onSuccess: ({ id }) => void navigate({ to: '/drafts/$draftId', params: { draftId: id } }),
      onError: toast.failed,
    },
  });
  return (
    <Action
      needs="orders.write"
      variant="default"
      loading={duplicate.isPending}
      onClick={() => duplicate.mutate({ number })}
    >
      {t('orders.duplicate')}
    </Action>
  );
}
