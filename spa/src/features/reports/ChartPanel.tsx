import { Tooltip, useComputedColorScheme } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { Chart } from '../../api/model';
import { useWords } from '../../i18n';
import { Panel } from '../../ui/Page';
import { draw, type Drawing } from './drawing.ts';
import { figure, isOverTime, optionOf, type Ink } from './option.ts';
import classes from './reports.module.css';

function inkAt(place: HTMLElement): Ink {
  // Each on an element of its own: on one, a transition would still show the colour before.
  const colour = (name: string) => {
    const painted = document.createElement('span');
    painted.style.color = `var(${name})`;
    place.append(painted);
    const { color } = getComputedStyle(painted);
    painted.remove();
    return color;
  };
  return {
    text: colour('--ink'),
    soft: colour('--ink-soft'),
    line: colour('--line'),
    main: colour('--accent'),
    wash: colour('--accent-wash'),
    plaster: colour('--plaster'),
  };
}

function Canvas({ chart }: { chart: Chart }) {
  const { locale } = useWords();
  const place = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing | null>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const drawn = draw(element);
    drawing.current = drawn;
    const watch = new ResizeObserver(() => drawn.resize());
    watch.observe(element);
    return () => {
      watch.disconnect();
      drawn.dispose();
      drawing.current = null;
    };
  }, []);
  useEffect(() => {
    if (place.current)
      drawing.current?.setOption(optionOf(chart, locale, inkAt(place.current)), { notMerge: true });
  }, [chart, locale]);
  const height = isOverTime(chart) ? 240 : Math.max(120, chart.points.length * 30 + 30);
  return <div ref={place} className={classes.canvas} style={{ height }} />;
}

function Ranking({ chart }: { chart: Chart }) {
  const { locale } = useWords();
  const most = Math.max(1, ...chart.points.map(({ value }) => value));
  return (
    <ol className={classes.ranking}>
      {chart.points.map((point) => (
        <li key={point.label}>
          <span>{point.label}</span>
          <b>{figure(chart, point.value, locale)}</b>
          <i
            style={{ inlineSize: `${Math.max(0, (point.value / most) * 100)}%` }}
            aria-hidden="true"
          />
        </li>
      ))}
    </ol>
  );
}

export function ChartPanel({ chart }: { chart: Chart }) {
  const { t, locale } = useWords();
  // Another scheme is another set of inks: the drawing begins anew.
  const scheme = useComputedColorScheme();
  const title = chart.titles[locale] ?? chart.code;
  const change =
    chart.previous_total === 0
      ? null
      : (chart.total - chart.previous_total) / Math.abs(chart.previous_total);
  const percent =
    change === null
      ? null
      : new Intl.NumberFormat(locale, {
          style: 'percent',
          maximumFractionDigits: 1,
          signDisplay: 'exceptZero',
        }).format(change);
  return (
    <Panel
      title={
        <>
          {title}
          <Tooltip label={chart.meaning[locale] ?? ''}>
            <button
              type="button"
              className={classes.what}
              aria-label={chart.meaning[locale] ?? title}
            >
              <IconInfoCircle size={15} />
            </button>
          </Tooltip>
        </>
      }
      aside={
        isOverTime(chart) ? (
          <span className={classes.total}>
            <b>{figure(chart, chart.total, locale)}</b>
            {percent ? (
              <span data-down={(change ?? 0) < 0 || undefined} title={t('reports.against')}>
                {percent}
              </span>
            ) : null}
          </span>
        ) : undefined
      }
    >
      {chart.points.length === 0 ? (
        <p className={classes.empty}>{t('reports.no_points')}</p>
      ) : chart.kind === 'table' ? (
        <Ranking chart={chart} />
      ) : (
        <Canvas key={scheme} chart={chart} />
      )}
    </Panel>
  );
}
