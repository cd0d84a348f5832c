import { useQuery } from '@tanstack/react-query';
import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import {
  getGetSegmentQueryOptions,
  getListSegmentsQueryKey,
  removeSegment,
} from '../api/customers';
import { SegmentForm } from '../features/customers/SegmentForm';
import { useWords } from '../i18n';
import { ifMatch } from '../ui/ifMatch.ts';
import ui from '../ui/layout.module.css';
import { RecordPage } from '../ui/RecordPage';
import { useRefresh } from '../ui/refresh.ts';
import { Remove } from '../ui/Remove';

export const Route = createFileRoute('/_desk/segments/$segmentId')({ component: SegmentPage });

function SegmentPage() {
  const { segmentId } = Route.useParams();
  const { t } = useWords();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const segment = useQuery(getGetSegmentQueryOptions(segmentId));
  return (
    <RecordPage
      query={segment}
      back={{ to: '/segments', label: t('nav.segments') }}
      title={(found) => found.name}
      history={() => `segment:${segmentId}`}
      actions={({ name, version }) => (
        <>
          <Link className={ui.link} to="/customers" search={{ segment: segmentId }}>
            {t('groups.show')}
          </Link>
          <Remove
            needs="customers.write"
            label={t('action.delete')}
            title={t('settings.remove_title', { name })}
            explained={t('segments.remove')}
            remove={() => removeSegment(segmentId, ifMatch(version))}
            removed={async () => {
              await navigate({ to: '/segments' });
              await refresh(getListSegmentsQueryKey());
            }}
          />
        </>
      )}
    >
      {(found) => <SegmentForm key={segmentId} segment={found} />}
    </RecordPage>
  );
}
