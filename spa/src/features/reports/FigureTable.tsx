import { useState } from 'react';
import { Button } from '@mantine/core';
import type { DimensionWords, MetricWords, ReportSeries } from '../../api/model';
import { useWords } from '../../i18n';
import { count } from '../../i18n/figures.ts';
import classes from './reports.module.css';
import { figure } from './words.ts';

const FIRST = 50;

interface FigureTableProps {
  series: ReportSeries;
  metrics: ReadonlyMap<string, MetricWords>;
  ways: ReadonlyMap<string, DimensionWords>;
  currency: string;
  label: (way: DimensionWords | undefined, label: string) => string;
  follow: (metric: string, where: string[], title: string) => void;
}

/** Every row in words; a figure leads to its orders. Long ones open in parts. */
export function FigureTable(props: FigureTableProps) {
  const { series, metrics, ways, currency, label, follow } = props;
  const { t, locale } = useWords();
  const [isWhole, setWhole] = useState(false);
  if (series.rows.length === 0) return <p className={classes.empty}>{t('reports.no_points')}</p>;
  const rows = isWhole ? series.rows : series.rows.slice(0, FIRST);
  const shown = series.metrics.flatMap((code) => metrics.get(code) ?? []);
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <thead>
          <tr>
            {series.by.map((code) => (
              <th key={code} scope="col" data-way>
                {ways.get(code)?.titles[locale] ?? code}
              </th>
            ))}
            {shown.map((metric) => (
              <th key={metric.code} scope="col" title={metric.meaning[locale]}>
                {metric.titles[locale] ?? metric.code}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const names = series.by.map((code, at) => label(ways.get(code), row.labels[at] ?? ''));
            const where = series.by.map((code, at) => `${code}:${row.labels[at] ?? ''}`);
            return (
              <tr key={row.labels.join('\n')}>
                {names.map((name, at) => (
                  <th key={series.by[at]} scope="row">
                    {name}
                  </th>
                ))}
                {shown.map((metric, at) => (
                  <td key={metric.code}>
                    <button
                      type="button"
                      onClick={() => follow(metric.code, where, names.join(', '))}
                      disabled={!row.values[at] || metric.leads_to === ''}
                    >
                      {figure(metric.unit, row.values[at], currency, locale)}
                    </button>
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      {series.groups > series.rows.length ? (
        <p className={classes.note}>
          {t('reports.cut', {
            rows: count(series.rows.length, locale),
            groups: count(series.groups, locale),
          })}
        </p>
      ) : null}
      {rows.length < series.rows.length ? (
        <Button variant="subtle" onClick={() => setWhole(true)}>
          {t('reports.show_all', { rows: count(series.rows.length, locale) })}
        </Button>
      ) : null}
    </div>
  );
}
