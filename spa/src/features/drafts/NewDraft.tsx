import { IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useBeginDraft } from '../../api/drafts';
import { useWords } from '../../i18n';
import { Action } from '../../ui/Guarded';
import { useToast } from '../../ui/toast.ts';

/** A new order for somebody on the phone or at the counter. */
export function NewDraft() {
  const { t } = useWords();
  const navigate = useNavigate();
  const toast = useToast();
  const begin = useBeginDraft({
    mutation: {
      onSuccess: ({ id }) => void navigate({ to: '/drafts/$draftId', params: { draftId: id } }),
      onError: toast.failed,
    },
  });
  return (
    <Action
      needs="orders.write"
      leftSection={<IconPlus size={16} />}
      loading={begin.isPending}
      onClick={() => begin.mutate({ data: {} })}
    >
      {t('drafts.new')}
    </Action>
  );
}
