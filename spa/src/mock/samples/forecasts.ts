import type { ForecastChart, ForecastLine, ForecastMade, ForecastSummary } from '../../api/model';

const ID = '01999999-0000-7000-8000-000000000001';

export function aForecastLine(part: Partial<ForecastLine> = {}): ForecastLine {
  return {
    level: 'sku',
    series: ID,
    sku: 'TOWEL-1',
    name: 'Linen towel',
    category: 'bath',
    kind: 'smooth',
    method: 'exponential',
    weeks: 64,
    adi: 1.02,
    cv2: 0.21,
    mase: 0.82,
    wape: 0.24,
    naive_wape: 0.31,
    coverage: 0.83,
    parameters: { alpha: 0.2 },
    tried: { naive: 0.31, exponential: 0.24 },
    recent: 96,
    expected: 101.4,
    low: 71,
    high: 140,
    ...part,
  };
}

function aForecastRun(part: Partial<ForecastMade> = {}): ForecastMade {
  return {
    state: 'done',
    version: 1,
    error: '',
    series: 130,
    trained_from: '2025-01-02',
    trained_to: '2026-03-29',
    started_at: '2026-04-01T03:00:00Z',
    made_at: '2026-04-01T03:01:00Z',
    wape: 0.41,
    naive_wape: 0.55,
    coverage: 0.81,
    ...part,
  };
}

export function aForecastSummary(part: Partial<ForecastSummary> = {}): ForecastSummary {
  return {
    is_on: true,
    last: aForecastRun(),
    holds: aForecastRun(),
    kinds: [
      {
        kind: 'smooth',
        series: 80,
        answered: 80,
        mase: 0.8,
        wape: 0.3,
        naive_wape: 0.4,
        coverage: 0.82,
      },
      {
        kind: 'short',
        series: 12,
        answered: 0,
        mase: null,
        wape: null,
        naive_wape: null,
        coverage: null,
      },
    ],
    records: [
      {
        trained_to: '2026-03-29',
        made_at: '2026-04-01T03:01:00Z',
        series: 118,
        weeks: 0,
        wape: null,
        coverage: null,
      },
      {
        trained_to: '2026-03-22',
        made_at: '2026-03-25T03:01:00Z',
        series: 117,
        weeks: 1,
        wape: 0.44,
        coverage: 0.79,
      },
    ],
    categories: ['bath', 'kitchen'],
    horizon_weeks: 8,
    least_weeks: 36,
    most_products: 1000,
    share: 0.8,
    ...part,
  };
}

export function noForecast(part: Partial<ForecastSummary> = {}): ForecastSummary {
  return aForecastSummary({ last: null, holds: null, kinds: [], records: [], ...part });
}

export function aFailedForecast(): ForecastSummary {
  const last = aForecastRun({ state: 'failed', error: 'the warehouse was gone', made_at: null });
  return aForecastSummary({ last });
}

export function aForecastChart(): ForecastChart {
  return {
    line: aForecastLine({ level: 'shop', series: '', sku: '', name: '', category: '' }),
    weeks: [
      { week: '2026-03-16', units: 20, expected: null, low: null, high: null, is_test: false },
      { week: '2026-03-23', units: 26, expected: 24.2, low: 15, high: 33, is_test: true },
      { week: '2026-03-30', units: null, expected: 25, low: 16, high: 34, is_test: false },
    ],
  };
}
