import type { CohortMonth } from '../../api/model';
import { useWords } from '../../i18n';
import { count, money } from '../../i18n/figures.ts';
import { Choice } from '../../ui/Filters';
import { Panel } from '../../ui/Page';
import { useSearchChange } from '../../ui/search.ts';
import classes from './insights.module.css';

interface CohortTriangleProps {
  cells: readonly CohortMonth[];
  /** `kept`, or the currency of the money that is shown. */
  show: string | undefined;
}

/** A row for the customers of each first month, a column for each month since. */
export function CohortTriangle({ cells, show }: CohortTriangleProps) {
  const { t, locale } = useWords();
  const change = useSearchChange();
  const currencies = [...new Set(cells.flatMap((one) => Object.keys(one.spent_minor)))].toSorted();
  const currency = currencies.find((one) => one === show);
  const cohorts = [...new Set(cells.map(({ cohort }) => cohort))];
  const months = Math.max(...cells.map((one) => one.months)) + 1;
  const at = new Map(cells.map((one) => [`${one.cohort} ${one.months}`, one]));
  const beginning = (cohort: string) => at.get(`${cohort} 0`);
  const monthName = new Intl.DateTimeFormat(locale, {
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const of = (cell: CohortMonth) => (currency ? (cell.spent_minor[currency] ?? 0) : cell.customers);
  return (
    <Panel
      title={currency ? t('insights.cohort_money') : t('insights.cohort_kept')}
      aside={
        <Choice
          label={t('insights.show')}
          value={currency ?? 'kept'}
          options={[
            ['kept', t('insights.customers')],
            ...currencies.map((one) => [one, one] as const),
          ]}
          change={(value) => change({ show: value === 'kept' ? undefined : value })}
        />
      }
    >
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls sideways, by keys as well */}
      <div className={classes.scroll} role="region" tabIndex={0} aria-label={t('insights.cohorts')}>
        <table className={classes.triangle}>
          <thead>
            <tr>
              <th scope="col">{t('insights.first_month')}</th>
              <th scope="col">{t('insights.customers')}</th>
              {Array.from({ length: months }, (_, month) => (
                <th key={month} scope="col">
                  {month === 0 ? t('insights.month_0') : `+${month}`}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {cohorts.map((cohort) => (
              <tr key={cohort}>
                <th scope="row">{monthName.format(new Date(`${cohort}T00:00:00Z`))}</th>
                <td>{count(beginning(cohort)?.customers ?? 0, locale)}</td>
                {Array.from({ length: months }, (_, month) => {
                  const cell = at.get(`${cohort} ${month}`);
                  const first = beginning(cohort);
                  if (!cell || !first) return <td key={month}>{month === 0 ? '—' : ' '}</td>;
                  const part = of(cell) / Math.max(of(first), 1);
                  return (
                    <td key={month} style={{ background: shade(part) }}>
                      {currency
                        ? money({ amount_minor: of(cell), currency }, locale)
                        : percent.format(part)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

/** The more of them came back, the deeper; the words on it stay readable. */
function shade(part: number): string {
  const strength = Math.round(Math.min(part, 1) * 45);
  return `color-mix(in srgb, var(--accent) ${strength}%, var(--plaster))`;
}
