import { useElementSize } from '@mantine/hooks';
import type { ForecastWeek } from '../../api/model';
import { useWords } from '../../i18n';
import { count, day } from '../../i18n/figures.ts';
import { bandOf, lineOf, scaleOf, ticksOf, WIDTH, type Frame } from './band.ts';
import classes from './forecast.module.css';

const HEIGHT = 280;

/** Weeks as they were sold, and between what they were, or are, expected. */
export function BandChart({ weeks, label }: { weeks: readonly ForecastWeek[]; label: string }) {
  const { t, locale } = useWords();
  const { ref, width } = useElementSize();
  const frame: Frame = { width: width || WIDTH, height: HEIGHT, left: 46, bottom: 26, top: 8 };
  const scale = scaleOf(weeks, frame);
  const tested = weeks.filter(({ is_test }) => is_test);
  const coming = weeks.filter(({ units }) => units === null);
  const now = weeks.findIndex(({ units }) => units === null);
  const month = new Intl.DateTimeFormat(locale, {
    month: 'short',
    year: '2-digit',
    timeZone: 'UTC',
  });
  return (
    <figure className={classes.chart}>
      <div ref={ref}>
        <svg
          viewBox={`0 0 ${frame.width} ${HEIGHT}`}
          width="100%"
          height={HEIGHT}
          role="img"
          aria-label={label}
        >
          {ticksOf(scale.most).map((units) => (
            <g key={units}>
              <line
                className={classes.grid}
                x1={frame.left}
                x2={frame.width}
                y1={scale.y(units)}
                y2={scale.y(units)}
              />
              <text
                className={classes.mark}
                x={frame.left - 8}
                y={scale.y(units) + 4}
                textAnchor="end"
              >
                {count(units, locale)}
              </text>
            </g>
          ))}
          {scale.months.map(({ at, week }) => (
            <text key={week} className={classes.mark} x={at} y={HEIGHT - 6} textAnchor="middle">
              {month.format(new Date(`${week}T00:00:00Z`))}
            </text>
          ))}
          <path className={classes.tested} d={bandOf(tested, weeks, scale)} />
          <path className={classes.band} d={bandOf(coming, weeks, scale)} />
          {now > 0 ? (
            <line
              className={classes.now}
              x1={scale.x(now - 0.5)}
              x2={scale.x(now - 0.5)}
              y1={frame.top}
              y2={HEIGHT - frame.bottom}
            />
          ) : null}
          <path className={classes.sold} d={lineOf(weeks, ({ units }) => units, scale)} />
          <path className={classes.expected} d={lineOf(weeks, ({ expected }) => expected, scale)} />
          {weeks.map((one, index) => (
            <rect
              key={one.week}
              className={classes.hover}
              x={scale.x(index - 0.5)}
              y={frame.top}
              width={scale.step}
              height={HEIGHT - frame.bottom - frame.top}
            >
              <title>{wordsOf(one)}</title>
            </rect>
          ))}
        </svg>
      </div>
      <figcaption className={classes.legend}>
        <span data-line="sold">{t('forecast.sold')}</span>
        <span data-line="expected">{t('forecast.expected')}</span>
        <span data-line="band">{t('forecast.coming')}</span>
        {tested.length > 0 ? <span data-line="tested">{t('forecast.tested')}</span> : null}
      </figcaption>
    </figure>
  );

  function wordsOf({ week, units, expected, low, high }: ForecastWeek): string {
    const parts = [day(week, locale)];
    if (units !== null) parts.push(`${t('forecast.sold')}: ${count(units, locale)}`);
    if (expected !== null)
      parts.push(
        `${t('forecast.expected')}: ${count(Math.round(expected), locale)} (${count(Math.round(low ?? 0), locale)}–${count(Math.round(high ?? 0), locale)})`,
      );
    return parts.join(' · ');
  }
}
