import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReportChoice } from '../../api/model';
import { getGetPulseQueryOptions, getListReportChoicesQueryOptions } from '../../api/reports';
import { useWords } from '../../i18n';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { Awaited } from '../../ui/states';
import { Against } from './Figures';
import { daysOf } from './ReportFilters';
import classes from './reports.module.css';
import { figure } from './words.ts';

const DAYS = 7;

/** What the last days with sales brought, beside the days before and a year ago. */
export function Pulse() {
  const choices = useQuery(getListReportChoicesQueryOptions());
  return (
    <Awaited query={choices} rows={2}>
      {({ items }) => (items.some(({ orders }) => orders > 0) ? <Week choices={items} /> : null)}
    </Awaited>
  );
}

function Week({ choices }: { choices: readonly ReportChoice[] }) {
  const { t, locale } = useWords();
  const { start, end, currency } = daysOf({}, choices, DAYS);
  const pulse = useQuery(getGetPulseQueryOptions({ start, end, currency }));
  const day = (at: string) =>
    new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
      new Date(`${at}T00:00:00Z`),
    );
  const last = new Date(Date.parse(`${end}T00:00:00Z`) - 1).toISOString().slice(0, 10);
  return (
    <Panel
      title={t('home.pulse', { first: day(start), last: day(last) })}
      aside={
        <Link
          className={ui.link}
          to="/reports/$code"
          params={{ code: 'sales' }}
          search={{ start, end, currency }}
        >
          {t('home.pulse_more')}
        </Link>
      }
    >
      <Awaited query={pulse} rows={2}>
        {({ items }) => (
          <ul className={classes.figures}>
            {items.map((one) => (
              <li key={one.metric}>
                <span>{one.titles[locale] ?? one.metric}</span>
                <b>{figure(one.unit, one.value, one.currency, locale)}</b>
                <Against
                  now={one.value}
                  before={one.previous}
                  metric={{ is_better: 'up' }}
                  label={t('reports.against_previous')}
                />
                <Against
                  now={one.value}
                  before={one.year_before}
                  metric={{ is_better: 'up' }}
                  label={t('reports.against_year')}
                />
              </li>
            ))}
          </ul>
        )}
      </Awaited>
    </Panel>
  );
}
