/** Where weeks and units lie in the drawing of a forecast. */

import type { ForecastWeek } from '../../api/model';

/** Where the page does not say how wide it is. */
export const WIDTH = 720;
const LEAST_PX_A_MONTH = 58;

export interface Frame {
  width: number;
  height: number;
  left: number;
  bottom: number;
  top: number;
}

export interface Scale {
  x: (index: number) => number;
  y: (units: number) => number;
  step: number;
  most: number;
  months: readonly { at: number; week: string }[];
}

export function scaleOf(weeks: readonly ForecastWeek[], frame: Frame): Scale {
  const highest = Math.max(1, ...weeks.map(({ units, high }) => Math.max(units ?? 0, high ?? 0)));
  const most = niceAbove(highest);
  const step = (frame.width - frame.left) / Math.max(weeks.length, 1);
  const x = (index: number) => frame.left + (index + 0.5) * step;
  const room = frame.height - frame.bottom - frame.top;
  return {
    x,
    y: (units) => frame.top + room * (1 - units / most),
    step,
    most,
    months: monthsOf(weeks, x),
  };
}

/** The first week of a month, as many as fit beside each other. */
function monthsOf(weeks: readonly ForecastWeek[], x: (index: number) => number) {
  const found: { at: number; week: string }[] = [];
  weeks.forEach(({ week }, index) => {
    const begins = index > 0 && week.slice(0, 7) !== weeks[index - 1]?.week.slice(0, 7);
    const last = found.at(-1);
    if (begins && (!last || x(index) - last.at >= LEAST_PX_A_MONTH))
      found.push({ at: x(index), week });
  });
  return found;
}

/** 1, 2 or 5 times a power of ten. */
function niceAbove(units: number): number {
  const power = 10 ** Math.floor(Math.log10(units));
  return ([1, 2, 5, 10].find((one) => one * power >= units) ?? 10) * power;
}

export function ticksOf(most: number): number[] {
  return most < 4 ? [0, most] : [0, most / 2, most];
}

/** A line through the weeks that have a value; broken where one has none. */
export function lineOf(
  weeks: readonly ForecastWeek[],
  value: (week: ForecastWeek) => number | null,
  scale: Scale,
): string {
  let isOpen = false;
  return weeks
    .map((week, index) => {
      const units = value(week);
      if (units === null) {
        isOpen = false;
        return '';
      }
      const step = `${isOpen ? 'L' : 'M'}${at(scale.x(index))} ${at(scale.y(units))}`;
      isOpen = true;
      return step;
    })
    .join('');
}

/** The area between low and high of some of the weeks. */
export function bandOf(
  some: readonly ForecastWeek[],
  weeks: readonly ForecastWeek[],
  scale: Scale,
): string {
  if (some.length === 0) return '';
  const corner = (one: ForecastWeek, units: number | null) =>
    `${at(scale.x(weeks.indexOf(one)))} ${at(scale.y(units ?? 0))}`;
  const above = some.map((one) => corner(one, one.high));
  const below = some.toReversed().map((one) => corner(one, one.low));
  return `M${[...above, ...below].join('L')}Z`;
}

function at(value: number): string {
  return value.toFixed(1);
}
