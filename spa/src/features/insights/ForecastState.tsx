import { Link } from '@tanstack/react-router';
import type { ForecastSummary } from '../../api/model';
import { useWords } from '../../i18n';
import { day, moment } from '../../i18n/figures.ts';
import ui from '../../ui/layout.module.css';

/** Up to when it looked, whether it is being made, failed, or is switched off. */
export function ForecastState({ summary }: { summary: ForecastSummary }) {
  const { t, locale } = useWords();
  const { holds, last, is_on, share } = summary;
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const part = (value: number | null) => (value === null ? '—' : percent.format(value));
  return (
    <div className={ui.soft}>
      {holds ? (
        <p>
          {t('insights.as_of', { day: day(holds.trained_to, locale) })}
          {holds.made_at ? ` · ${t('forecast.made', { at: moment(holds.made_at, locale) })}` : null}
          {' · '}
          {t('forecast.measured', {
            wape: part(holds.wape),
            naive: part(holds.naive_wape),
            coverage: part(holds.coverage),
            share: part(share),
          })}
        </p>
      ) : null}
      {last?.state === 'running' ? <p role="status">{t('forecast.running')}</p> : null}
      {last?.state === 'failed' ? (
        <p className={ui.minus}>
          {t('insights.failed')}: {last.error}
        </p>
      ) : null}
      {is_on ? null : (
        <p>
          {t('forecast.is_off')}{' '}
          <Link className={ui.link} to="/settings/automatic">
            {t('automatic.title')}
          </Link>
        </p>
      )}
    </div>
  );
}
