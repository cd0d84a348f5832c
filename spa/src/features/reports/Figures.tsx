import type { MetricWords, ReportFigure } from '../../api/model';
import { useWords } from '../../i18n';
import classes from './reports.module.css';
import { changeOf, figure, percent } from './words.ts';

/** Up or down against another period, and whether that is good news. */
export function Against({
  now,
  before,
  metric,
  label,
}: {
  now: number | null;
  before: number | null;
  metric: Pick<MetricWords, 'is_better'>;
  label: string;
}) {
  const { locale } = useWords();
  const change = changeOf(now, before);
  const isGood =
    change === null || change === 0 ? null : change > 0 === (metric.is_better === 'up');
  return (
    <span
      className={classes.against}
      data-good={(isGood === true && metric.is_better !== '') || undefined}
      data-bad={(isGood === false && metric.is_better !== '') || undefined}
    >
      {change === null ? '—' : percent(change, locale, true)} <i>{label}</i>
    </span>
  );
}

export function Figures({
  figures,
  metrics,
  currency,
  follow,
}: {
  figures: readonly ReportFigure[];
  metrics: ReadonlyMap<string, MetricWords>;
  currency: string;
  follow: (metric: string) => void;
}) {
  const { t, locale } = useWords();
  return (
    <ul className={classes.figures}>
      {figures.map((one) => {
        const metric = metrics.get(one.metric);
        if (!metric) return null;
        const title = metric.titles[locale] ?? metric.code;
        return (
          <li key={one.metric} title={metric.meaning[locale]}>
            <span>{title}</span>
            <button
              type="button"
              onClick={() => follow(one.metric)}
              disabled={metric.leads_to === ''}
              title={t(
                metric.leads_to === 'variants'
                  ? 'reports.variants_behind'
                  : 'reports.orders_behind',
                { figure: title },
              )}
            >
              {figure(metric.unit, one.value, currency, locale)}
            </button>
            <Against
              now={one.value}
              before={one.previous}
              metric={metric}
              label={t('reports.against_previous')}
            />
            <Against
              now={one.value}
              before={one.year_before}
              metric={metric}
              label={t('reports.against_year')}
            />
          </li>
        );
      })}
    </ul>
  );
}
