import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { HttpResponse, http } from 'msw';
import { describe, expect, test } from 'vitest';
import type { Alert, ReportMail } from '../../api/model';
import { pageOf } from '../../mock/answers.ts';
import {
  getListAlertsMockHandler,
  getListReportMailsMockHandler,
} from '../../mock/generated/reports/reports.msw.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const ANA = { id: '0190f0e0-0000-7000-8000-000000000001', name: 'Ana', email: 'ana@norte.example' };

function anAlert(changed: Partial<Alert> = {}): Alert {
  return {
    id: '0190f0e0-0000-7000-8000-00000000000a',
    name: 'Too many come back',
    metric: 'return_rate',
    titles: { en: 'Return rate', es: 'Tasa de devolución' },
    unit: 'percent',
    search: { currency: 'EUR' },
    compare: 'above',
    bound: 500,
    days: 3,
    recipients: [ANA],
    is_own: true,
    is_on: true,
    muted_until: null,
    fired_since: '2026-11-28',
    last_day: '2026-11-29',
    last_value: 712,
    judged_at: '2026-11-30T08:00:00Z',
    version: 1,
    ...changed,
  };
}

const MAIL: ReportMail = {
  id: '0190f0e0-0000-7000-8000-00000000000b',
  name: 'Monday',
  report: 'sales',
  search: { currency: 'EUR', where: 'channel:web' },
  cadence: 'weekly',
  hour: 7,
  recipients: [ANA],
  is_own: true,
  is_mine: true,
  next_at: '2026-12-07T06:00:00Z',
  version: 3,
};

describe('the alerts', () => {
  test('say what they watch and what fired', async () => {
    server.use(getListAlertsMockHandler(pageOf(anAlert())));
    await openAt('/reports/alerts');

    const row = await screen.findByRole('row', { name: /Too many come back/ });

    within(row).getByText(/Return rate: is above 5%, on 3 days in a row/);
    within(row).getByText('7.1%');
    await hasNoBarrier();
  });

  test('are muted with a press', async () => {
    const asked: unknown[] = [];
    server.use(
      http.put('*/alerts/:id/mute', async ({ request }) => {
        asked.push(await request.json());
        return new HttpResponse(null, { status: 204 });
      }),
      getListAlertsMockHandler(pageOf(anAlert())),
    );
    await openAt('/reports/alerts');

    await userEvent.click(await screen.findByRole('button', { name: 'Mute for a week' }));

    await screen.findByText('No mails for a week');
    expect(asked).toEqual([{ until: expect.stringMatching(/Z$/) }]);
  });
});

describe('the reports by mail', () => {
  test('lead to their report with its filters, and are changed with what was read', async () => {
    const asked: unknown[] = [];
    server.use(
      http.put('*/report-mails/:id', async ({ request }) => {
        asked.push(await request.json());
        return HttpResponse.json(MAIL);
      }),
      getListReportMailsMockHandler(pageOf(MAIL)),
    );
    const user = userEvent.setup();
    await openAt('/reports/mails');

    const link = await screen.findByRole('link', { name: 'Monday' });
    await user.click(screen.getByRole('button', { name: 'Edit' }));
    const dialog = await screen.findByRole('dialog');
    const name = within(dialog).getByLabelText(/Name/);
    await user.clear(name);
    await user.type(name, 'Mondays');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));

    expect(link.getAttribute('href')).toContain('/reports/sales?');
    await expect.poll(() => asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      name: 'Mondays',
      report: 'sales',
      search: MAIL.search,
      cadence: 'weekly',
      hour: 7,
      version: 3,
      is_on: true,
    });
    await hasNoBarrier();
  });
});
