import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { getGetLawQueryOptions, getGetLegalNoticesQueryOptions } from '../api/content';
import { Duties } from '../features/content/Duties';
import { NoticesForm } from '../features/content/NoticesForm';
import { useWords } from '../i18n';
import ui from '../ui/layout.module.css';
import { Page } from '../ui/Page';
import { History } from '../ui/RecordPage';
import { Awaited } from '../ui/states';

export const Route = createFileRoute('/_desk/settings/law')({ component: LawSettings });

function LawSettings() {
  const { t } = useWords();
  const law = useQuery(getGetLawQueryOptions());
  const notices = useQuery(getGetLegalNoticesQueryOptions());
  return (
    <Page
      title={t('law.title')}
      lead={t('law.lead')}
      actions={<History subject="content:notices" />}
    >
      <div className={ui.stack}>
        <Awaited query={law}>{({ duties }) => <Duties duties={duties} />}</Awaited>
        <Awaited query={notices}>{(found) => <NoticesForm found={found} />}</Awaited>
      </div>
    </Page>
  );
}
