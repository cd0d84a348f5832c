import { useQuery } from '@tanstack/react-query';
import { createFileRoute, Link } from '@tanstack/react-router';
import { closeDraft, getGetDraftQueryOptions, getListDraftsQueryKey } from '../api/drafts';
import { DraftBuyer } from '../features/drafts/DraftBuyer';
import { DraftLines } from '../features/drafts/DraftLines';
import { DraftSide } from '../features/drafts/DraftSide';
import { useWords } from '../i18n';
import ui from '../ui/layout.module.css';
import { RecordPage } from '../ui/RecordPage';
import { useRefresh } from '../ui/refresh.ts';
import { Remove } from '../ui/Remove';
import { Status } from '../ui/Status';

export const Route = createFileRoute('/_desk/drafts/$draftId')({ component: DraftPage });

function DraftPage() {
  const { draftId } = Route.useParams();
  const { t } = useWords();
  const refresh = useRefresh();
  const options = getGetDraftQueryOptions(draftId);
  const draft = useQuery(options);
  return (
    <RecordPage
      query={draft}
      back={{ to: '/drafts', label: t('nav.drafts') }}
      title={(found) => found.name || found.email || t('drafts.nobody')}
      status={(found) => <Status family="draft" code={found.status} />}
      history={() => `draft:${draftId}`}
      actions={(found) =>
        found.status === 'open' ? (
          <Remove
            needs="orders.write"
            label={t('drafts.close')}
            title={t('drafts.close_title')}
            explained={t('drafts.close_hint')}
            remove={() => closeDraft(draftId)}
            removed={() => refresh(options.queryKey, getListDraftsQueryKey())}
          />
        ) : null
      }
      side={(found) => <DraftSide draft={found} />}
    >
      {(found) => (
        <>
          {found.order_number ? (
            <p>
              {t('drafts.is_order')}{' '}
              <Link
                className={ui.link}
                to="/orders/$number"
                params={{ number: found.order_number }}
              >
                {found.order_number}
              </Link>
            </p>
          ) : null}
          <DraftLines draft={found} />
          <DraftBuyer draft={found} />
        </>
      )}
    </RecordPage>
  );
}
