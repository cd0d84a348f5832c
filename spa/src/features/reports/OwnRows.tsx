import type { DimensionWords, MetricWords, ReportAnswer } from '../../api/model';
import { useWords } from '../../i18n';
import classes from './reports.module.css';

interface OwnRowsProps {
  within: ReportAnswer['within'];
  withheld: readonly MetricWords[];
  ways: ReadonlyMap<string, DimensionWords>;
  label: (way: DimensionWords | undefined, label: string) => string;
}

/** Which rows one's roles show, and which figures cannot be told for them alone. */
export function OwnRows({ within, withheld, ways, label }: OwnRowsProps) {
  const { t, locale } = useWords();
  if (within.length === 0) return null;
  const rows = within.map((one) =>
    Object.entries(one)
      .map(([code, values]) => {
        const way = ways.get(code);
        const title = way?.titles[locale] ?? code;
        return `${title}: ${values.map((value) => label(way, value)).join(', ')}`;
      })
      .join('; '),
  );
  return (
    <p className={classes.note} role="note">
      {t('reports.own_rows', { rows: rows.join(t('reports.own_rows_or')) })}{' '}
      {withheld.length > 0
        ? t('reports.withheld', {
            figures: withheld.map((one) => one.titles[locale] ?? one.code).join(', '),
          })
        : null}
    </p>
  );
}
