import { getGetDraftQueryKey, getListDraftsQueryKey } from '../../api/drafts';
import { getListDraftQuotesQueryKey, getListQuotesQueryKey } from '../../api/quotes';
import { useRefresh } from '../../ui/refresh.ts';

/** What shows a draft or its quotes is read again. */
export function useQuoteChanged(draftId: string): () => Promise<unknown> {
  const refresh = useRefresh();
  return () =>
    refresh(
      getGetDraftQueryKey(draftId),
      getListDraftQuotesQueryKey(draftId),
      getListDraftsQueryKey(),
      getListQuotesQueryKey(),
    );
}
