import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { getListAlertsQueryOptions } from '../../api/reports';
import { useWords } from '../../i18n';
import { day } from '../../i18n/figures.ts';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { valueOf } from './alerts.ts';

/** On the first screen: the figures that are where they should not be. Nothing while all is well. */
export function Fired() {
  const { t, locale } = useWords();
  const { data } = useQuery(getListAlertsQueryOptions());
  const fired = data?.items.filter((one) => one.is_on && one.fired_since !== null) ?? [];
  if (fired.length === 0) return null;
  return (
    <Panel title={t('alerts.fired')}>
      <ul>
        {fired.map((one) => (
          <li key={one.id}>
            <Link className={ui.link} to="/reports/alerts">
              {one.name}
            </Link>
            {': '}
            {t('alerts.since', {
              figure: one.titles[locale] ?? one.metric,
              value: valueOf(one, one.last_value, locale),
              day: day(one.fired_since ?? '', locale),
            })}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
