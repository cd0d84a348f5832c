import { createFileRoute, useNavigate } from '@tanstack/react-router';
import { SegmentForm } from '../features/customers/SegmentForm';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';

export const Route = createFileRoute('/_desk/segments/new')({ component: NewSegment });

function NewSegment() {
  const { t } = useWords();
  const navigate = useNavigate();
  return (
    <Page title={t('segments.new')} back={{ to: '/segments', label: t('nav.segments') }}>
      <SegmentForm
        segment={null}
        saved={({ id }) =>
          navigate({ to: '/segments/$segmentId', params: { segmentId: id }, replace: true })
        }
      />
    </Page>
  );
}
