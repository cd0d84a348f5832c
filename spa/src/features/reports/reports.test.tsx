import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { RequestHandler } from 'msw';
import { describe, expect, test } from 'vitest';
import { never, pageOf, refused } from '../../mock/answers.ts';
import {
  getGetReportMockHandler,
  getListReportChoicesMockHandler,
  getListReportsMockHandler,
  getListReportValuesMockHandler,
} from '../../mock/generated/reports/reports.msw.ts';
import { aReport, aReportChoice } from '../../mock/samples/work.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';
import { changeOf, figure, labelOf } from './words.ts';

/** The path of a report is any word: what has a path of its own comes first. */
function answering(report: RequestHandler) {
  server.use(
    getListReportChoicesMockHandler(pageOf(aReportChoice())),
    getListReportValuesMockHandler(pageOf('web')),
    report,
  );
}

const WEEK = {
  code: 'q',
  titles: {},
  form: 'quarter',
  hierarchy: 'time',
  level: 2,
  words: {},
} as const;

describe('the list of reports', () => {
  test('leads to each, by section, and says when no name matches', async () => {
    const user = userEvent.setup();
    await openAt('/reports');

    const link = await screen.findByRole('link', { name: 'Sales by product' });
    expect(link.getAttribute('href')).toBe('/reports/sales_by_product');
    await hasNoBarrier();
    await user.type(screen.getByRole('searchbox', { name: 'Search reports' }), 'zebra');

    expect(await screen.findByText('No report matches')).toBeTruthy();
  });

  test('says what went wrong', async () => {
    server.use(getListReportsMockHandler(refused('forbidden', 403)));
    await openAt('/reports');

    expect(await screen.findByRole('alert')).toBeTruthy();
  });
});

describe('a report', () => {
  test('shows figures beside what they were, and a table with every row', async () => {
    await openAt('/reports/sales_by_product?start=2026-08-23&end=2026-11-21');

    const table = await screen.findByRole('table');
    expect(within(table).getByRole('row', { name: /Linen towel/ }).textContent).toContain(
      '€1,200.00',
    );
    expect(screen.getByText('+22.7%')).toBeTruthy();
    await hasNoBarrier();
  });

  test('leads from a figure to its orders', async () => {
    const user = userEvent.setup();
    await openAt('/reports/sales_by_product');

    await user.click(await screen.findByRole('button', { name: '€640.00' }));

    const behind = await screen.findByRole('dialog', { name: 'Net sales: Oak board' });
    const order = await within(behind).findByRole('link', { name: 'K7QF-93MD' });
    expect(order.getAttribute('href')).toBe('/orders/K7QF-93MD');
    await hasNoBarrier();
  });

  test('says that the warehouse is empty', async () => {
    server.use(getListReportChoicesMockHandler(pageOf()));
    await openAt('/reports/sales_by_product');

    expect(await screen.findByText('The data warehouse is empty')).toBeTruthy();
  });

  test('says which rows one sees, and what is left out', async () => {
    const all = aReport();
    answering(
      getGetReportMockHandler({
        ...all,
        within: [{ channel: ['web'] }],
        withheld: all.metrics.slice(0, 1),
      }),
    );
    await openAt('/reports/sales_by_product');

    const note = await screen.findByText(/You see these rows only/);
    expect(note.textContent).toMatch(/web|Online store/);
    expect(note.textContent).toMatch(/Not shown/);
  });

  test('of a shop that has sold nothing shows its stock', async () => {
    server.use(getListReportChoicesMockHandler(pageOf(aReportChoice({ channel: '', orders: 0 }))));
    await openAt('/reports/sales_by_product');

    expect(await screen.findByText(/Nothing has been sold yet/)).toBeTruthy();
    expect(screen.queryByText('The data warehouse is empty')).toBeNull();
  });

  test('says that there is nothing in these days, and how much is not shown', async () => {
    const none = aReport({ charts: [] });
    answering(getGetReportMockHandler({ ...none, table: { ...none.table, rows: [], groups: 0 } }));
    await openAt('/reports/sales_by_product');

    expect(await screen.findByText('No data in this period')).toBeTruthy();
  });

  test('that may not be seen says so', async () => {
    answering(getGetReportMockHandler(refused('forbidden', 403)));
    await openAt('/reports/sales_by_product');

    expect(await screen.findByRole('alert')).toBeTruthy();
  });

  test('waits in outline', async () => {
    answering(getGetReportMockHandler(never));
    await openAt('/reports/sales_by_product');

    expect(await screen.findByRole('heading', { name: 'Sales by product' })).toBeTruthy();
    expect(screen.queryByRole('table')).toBeNull();
  });
});

describe('the explorer', () => {
  test('answers figures of one’s own choice', async () => {
    await openAt('/reports/explore?metrics=net_sales&by=product');

    expect(await screen.findByRole('row', { name: /Oak board/ })).toBeTruthy();
    await hasNoBarrier();
  });
});

describe('what the figures mean', () => {
  test('is told with formula and columns', async () => {
    await openAt('/reports/meanings');

    expect(await screen.findByText('Gross sales - Discounts - Returns')).toBeTruthy();
    expect(screen.getByText('agg_daily_sales.items_minor')).toBeTruthy();
    await hasNoBarrier();
  });
});

describe('a figure in words', () => {
  test('is in the scale of its unit', () => {
    expect(figure('money', 123_45, 'EUR', 'en')).toBe('€123.45');
    expect(figure('percent', 1234, null, 'en')).toBe('12.3%');
    expect(figure('hours', 150, null, 'en')).toBe('1.5 h');
    expect(figure('decimal', 250, null, 'en')).toBe('2.5');
    expect(figure('count', null, null, 'en')).toBe('—');
    expect(changeOf(5, 0)).toBeNull();
    expect(changeOf(-5, -10)).toBe(0.5);
    expect(labelOf(WEEK, '2026-04-01', 'en', '', ['', ''])).toBe('Q2 2026');
  });
});
