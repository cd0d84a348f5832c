import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { getListInsightRunsQueryOptions } from '../../api/insights';
import { useWords } from '../../i18n';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { Nothing } from '../../ui/states';

/** Nothing is known yet: where it comes from, and where one asks for it. */
export function NoInsight({ model, message }: { model: string; message: string }) {
  const { t } = useWords();
  const runs = useQuery(getListInsightRunsQueryOptions());
  const isMade = runs.data?.items.find((one) => one.model === model)?.state === 'done';
  return (
    <Panel>
      <Nothing
        message={isMade ? message : t('insights.not_made')}
        hint={t('insights.none_hint')}
        action={
          <Link className={ui.link} to="/insights/models">
            {t('insights.models')}
          </Link>
        }
      />
    </Panel>
  );
}
