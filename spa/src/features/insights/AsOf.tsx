import { useQuery } from '@tanstack/react-query';
import { getListInsightRunsQueryOptions } from '../../api/insights';
import { useWords } from '../../i18n';
import { day } from '../../i18n/figures.ts';
import ui from '../../ui/layout.module.css';

/** Up to which day a model looked, and when it failed since. */
export function AsOf({ model }: { model: string }) {
  const { t, locale } = useWords();
  const runs = useQuery(getListInsightRunsQueryOptions());
  const run = runs.data?.items.find((one) => one.model === model);
  if (!run?.trained_to) return null;
  return (
    <p className={ui.soft}>
      {t('insights.as_of', { day: day(run.trained_to, locale) })}
      {run.state === 'failed' ? ` · ${t('insights.failed')}` : null}
    </p>
  );
}
