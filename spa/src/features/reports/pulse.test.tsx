import { screen, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import type { PulseFigure } from '../../api/model';
import { pageOf } from '../../mock/answers.ts';
import {
  getGetPulseMockHandler,
  getListReportChoicesMockHandler,
} from '../../mock/generated/reports/reports.msw.ts';
import { aReportChoice } from '../../mock/samples/work.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const SALES: PulseFigure = {
  metric: 'net_sales',
  value: 1_200_00,
  previous: 1_000_00,
  year_before: null,
  currency: 'EUR',
  titles: { en: 'Net sales', es: 'Ventas netas' },
  unit: 'money',
};

describe('the pulse on the first screen', () => {
  test('shows the last week with sales beside the one before, and leads to the report', async () => {
    const asked: URL[] = [];
    server.use(
      getListReportChoicesMockHandler(pageOf(aReportChoice({ last_day: '2026-11-20' }))),
      getGetPulseMockHandler(({ request }) => {
        asked.push(new URL(request.url));
        return Promise.resolve(pageOf(SALES));
      }),
    );
    openAt('/');

    const figure = (await screen.findByText('Net sales')).closest('li')!;
    expect(within(figure).getByText('€1,200.00')).toBeTruthy();
    expect(within(figure).getByText('+20%')).toBeTruthy();
    screen.getByRole('heading', { name: 'Nov 14 to Nov 20' });
    expect(asked[0]?.searchParams.get('start')).toBe('2026-11-14');
    await hasNoBarrier();
  });

  test('is not there before the first sale', async () => {
    server.use(getListReportChoicesMockHandler(pageOf()));
    openAt('/');

    await screen.findByRole('heading', { name: 'Newest orders' });
    expect(screen.queryByText('Sales over time')).toBeNull();
  });
});
