import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useWords } from '../../i18n';
import { Panel } from '../../ui/Page';
import { draw, type Drawing } from './drawing.ts';
import type { Drawn, Ink } from './frame.ts';
import { isUpright, optionOf } from './option.ts';
import classes from './reports.module.css';

const OTHERS = ['--leaf', '--honey', '--clay', '--ink-soft', '--accent-deep'];

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
    others: OTHERS.map(colour),
  };
}

function Canvas({ drawn }: { drawn: Drawn }) {
  const { locale } = useWords();
  const place = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing | null>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const made = draw(element);
    drawing.current = made;
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(element);
    return () => {
      watch.disconnect();
      made.dispose();
      drawing.current = null;
    };
  }, []);
  useEffect(() => {
    if (place.current)
      drawing.current?.setOption(optionOf(drawn, locale, inkAt(place.current)), { notMerge: true });
  }, [drawn, locale]);
  const height = isUpright(drawn.chart)
    ? 260
    : Math.max(120, drawn.chart.series.rows.length * 30 + 30);
  return <div ref={place} className={classes.canvas} style={{ height }} />;
}

/** A chart under its title; the table below the charts has every figure of it in words. */
export function ChartPanel({ drawn }: { drawn: Drawn }) {
  const { t, locale } = useWords();
  // Another scheme is another set of inks: the drawing begins anew.
  const scheme = useComputedColorScheme();
  const titles = drawn.metrics.map((metric) => metric.titles[locale] ?? metric.code);
  const ways = drawn.ways.map((way) => (way.titles[locale] ?? way.code).toLowerCase());
  return (
    <Panel
      title={
        ways.length > 0
          ? `${titles.join(', ')}: ${ways.join(', ')}`
          : `${titles[0]} → ${titles.at(-1)}`
      }
    >
      {drawn.chart.series.rows.length === 0 ? (
        <p className={classes.empty}>{t('reports.no_points')}</p>
      ) : (
        <Canvas key={scheme} drawn={drawn} />
      )}
    </Panel>
  );
}
