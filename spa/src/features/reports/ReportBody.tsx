import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { DimensionWords, MetricWords, ReportAnswer } from '../../api/model';
import { getListReportNotesQueryOptions } from '../../api/reports';
import { useWords } from '../../i18n';
import { Panel } from '../../ui/Page';
import { When } from '../../ui/text';
import { ChartPanel } from './ChartPanel';
import { Figures } from './Figures';
import { FigureTable } from './FigureTable';
import { Notes } from './Notes';
import { OwnRows } from './OwnRows';
import { OrdersBehind, type Behind } from './OrdersBehind';
import { VariantsBehind } from './VariantsBehind';
import type { Drawn } from './frame.ts';
import classes from './reports.module.css';
import type { Days } from './search.ts';
import { useLabel } from './useLabel.ts';

/** A report as it was answered: figures with what they were, charts, and the table with all of it. */
export function ReportBody({ answer, days }: { answer: ReportAnswer; days: Days }) {
  const { t } = useWords();
  const currency = answer.currency ?? days.currency;
  const label = useLabel();
  const [behind, setBehind] = useState<Behind>();
  const { metrics, ways } = useMemo(() => {
    const known = {
      metrics: new Map<string, MetricWords>(answer.metrics.map((one) => [one.code, one])),
      ways: new Map<string, DimensionWords>(answer.dimensions.map((one) => [one.code, one])),
    };
    return known;
  }, [answer]);
  const notes = useQuery(getListReportNotesQueryOptions({ start: days.start, end: days.end }));
  const noted = useMemo(() => notes.data?.items.map((one) => one.day) ?? [], [notes.data]);
  const drawn = useMemo(
    () =>
      answer.charts.map((chart): Drawn => ({
        chart,
        metrics: chart.series.metrics.flatMap((code) => metrics.get(code) ?? []),
        ways: chart.series.by.flatMap((code) => ways.get(code) ?? []),
        currency,
        label,
        before: t('reports.before'),
        noted,
      })),
    [answer, metrics, ways, currency, label, t, noted],
  );
  const Shown =
    metrics.get(behind?.metric ?? '')?.leads_to === 'variants' ? VariantsBehind : OrdersBehind;
  return (
    <>
      {answer.as_of ? (
        <p className={classes.note}>
          {t('reports.as_of')} <When at={answer.as_of} exact />
        </p>
      ) : null}
      <OwnRows within={answer.within} withheld={answer.withheld} ways={ways} label={label} />
      {currency !== days.currency ? (
        <p className={classes.note}>{t('reports.in_own_currency', { currency })}</p>
      ) : null}
      <Figures
        figures={answer.figures}
        metrics={metrics}
        currency={currency}
        follow={(metric) => setBehind({ metric, where: days.where, title: '' })}
      />
      <div className={classes.grid}>
        {drawn.map((one) => (
          <ChartPanel key={one.chart.code} drawn={one} />
        ))}
      </div>
      <Notes notes={notes.data?.items ?? []} start={days.start} end={days.end} />
      {answer.table.metrics.length === 0 ? null : (
        <Panel title={t('reports.table')} flush>
          <FigureTable
            series={answer.table}
            metrics={metrics}
            ways={ways}
            currency={currency}
            label={label}
            follow={(metric, where, title) =>
              setBehind({ metric, where: [...days.where, ...where], title })
            }
          />
        </Panel>
      )}
      {behind ? (
        <Shown
          behind={behind}
          metric={metrics.get(behind.metric)}
          days={{ ...days, currency }}
          close={() => setBehind(undefined)}
        />
      ) : null}
    </>
  );
}
