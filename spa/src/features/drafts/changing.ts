import { useQueryClient } from '@tanstack/react-query';
import { getGetDraftQueryKey, getListDraftsQueryKey } from '../../api/drafts';
import type { Draft } from '../../api/model';
import { useRefresh } from '../../ui/refresh.ts';
import { useToast } from '../../ui/toast.ts';

/** What every change of a draft ends with: its answer is what the page shows from now on. */
export function useChanged(draftId: string) {
  const queries = useQueryClient();
  const refresh = useRefresh();
  const toast = useToast();
  return {
    onSuccess: (changed: Draft) => {
      queries.setQueryData(getGetDraftQueryKey(draftId), changed);
    },
    onError: (refusal: unknown) => {
      toast.failed(refusal);
      // What a colleague made of it meanwhile is what the next press is about.
      void refresh(getGetDraftQueryKey(draftId));
    },
    onSettled: () => refresh(getListDraftsQueryKey()),
  };
}
