/** Alerts in words: what they compare, and with what. */

import type { Alert } from '../../api/model';
import type { Locale } from '../../i18n';
import { figure } from './words.ts';

export const COMPARES = ['above', 'below', 'falls', 'rises'] as const;

export const isChange = (compare: string | null): boolean =>
  compare === 'falls' || compare === 'rises';

/** Of a number as it is typed: hours and decimals travel as hundredths. */
export const scaleOf = (unit: Alert['unit']): number =>
  unit === 'hours' || unit === 'decimal' ? 100 : 1;

export const boundOf = (alert: Alert, locale: Locale): string =>
  figure(
    isChange(alert.compare) ? 'percent' : alert.unit,
    alert.bound,
    alert.search['currency'] ?? null,
    locale,
  );

export const valueOf = (alert: Alert, value: number | null, locale: Locale): string =>
  figure(alert.unit, value, alert.search['currency'] ?? null, locale);
