import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { pageOf, refused } from '../../mock/answers.ts';
import * as insights from '../../mock/generated/insights/insights.msw.ts';
import { aFailedForecast, noForecast } from '../../mock/samples/forecasts.ts';
import { aProposal } from '../../mock/samples/insights.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

describe('Customer segments', () => {
  it('stand on cards, and lead to the draft of a campaign', async () => {
    const asked: unknown[] = [];
    server.use(
      insights.getDraftSegmentCampaignMockHandler(async ({ request }) => {
        asked.push(await request.json());
        return undefined as never;
      }),
    );
    const user = openAt('/insights');

    await screen.findByRole('heading', { name: 'Champions' });
    await screen.findByText('Ana Ruiz');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Write a campaign: Champions' }));

    await screen.findByRole('heading', { level: 1 });
    expect(asked).toEqual([{ segment: 'champions' }]);
  });

  it('name no customers to those who may not see them', async () => {
    openAt('/insights', { permissions: ['reports.read'] });

    await screen.findByRole('heading', { name: 'Champions' });
    expect(screen.queryByText('Top customers')).toBeNull();
  });

  it('of an empty shop say where they come from', async () => {
    server.use(insights.getListRfmSegmentsMockHandler(pageOf()));
    openAt('/insights', { locale: 'es' });

    await screen.findByText('Todavía no ha comprado ningún cliente.');
    await hasNoBarrier();
  });

  it('that cannot be read say so', async () => {
    server.use(insights.getListRfmSegmentsMockHandler(refused('unavailable', 503)));
    openAt('/insights');

    await screen.findByRole('alert');
  });
});

describe('Cohorts', () => {
  it('are a triangle of who came back, or of money', async () => {
    const user = openAt('/insights/cohorts');

    await screen.findByRole('rowheader', { name: 'Jan 2026' });
    screen.getByText('35%');
    await hasNoBarrier();
    await user.click(screen.getByRole('radio', { name: 'EUR' }));

    await screen.findByText('Sales by cohort');
  });
});

describe('Classes', () => {
  it('are a matrix whose cells choose the products below', async () => {
    const user = openAt('/insights/classes');

    const cell = await screen.findByRole('button', { name: /AX · 12 products/ });
    await screen.findByText('Linen towel');
    await hasNoBarrier();
    await user.click(cell);

    await screen.findByRole('button', { name: /AX/, pressed: true });
  });
});

describe('Bought together', () => {
  it('is a list of pairs', async () => {
    openAt('/insights/together');

    await screen.findByText('Linen towel + Soap');
    await hasNoBarrier();
  });
});

describe('Reorder', () => {
  it('proposes quantities and changes the terms of supply', async () => {
    const sent: unknown[] = [];
    server.use(
      insights.getSetSupplyTermsMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return undefined as never;
      }),
    );
    const user = openAt('/insights/reorder');

    await screen.findByText(/Linen towel · TOWEL-1/);
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Supply terms: TOWEL-1' }));
    const shown = within(await dialog());
    await user.type(shown.getByLabelText(/Lead time/), '21');
    await hasNoBarrier();
    await user.click(shown.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([
      {
        supplier: 'Weavers',
        lead_days: 21,
        service_percent: null,
        pack_units: 10,
        least_units: 20,
        version: 0,
      },
    ]);
  });

  it('says when there is enough of everything', async () => {
    server.use(insights.getGetReorderProposalMockHandler(aProposal({ lines: [], found: 0 })));
    openAt('/insights/reorder');

    await screen.findByText('Nothing needs to be ordered.');
  });

  it('does not say so before the sales were looked at', async () => {
    server.use(
      insights.getGetReorderProposalMockHandler(aProposal({ lines: [], found: 0 })),
      insights.getListInsightRunsMockHandler(pageOf()),
    );
    openAt('/insights/reorder');

    await screen.findByText('Not made yet');
    await hasNoBarrier();
  });
});

describe('Models', () => {
  it('say when they ran and why one did not', async () => {
    openAt('/insights/models');

    await screen.findByText('the ETL was at work');
    await hasNoBarrier();
  });
});

describe('What happens by itself', () => {
  it('has a switch for each, and says how fresh it is', async () => {
    const sent: unknown[] = [];
    server.use(
      insights.getSetAutomaticMockHandler(async ({ request }) => {
        sent.push(await request.json());
        return undefined as never;
      }),
    );
    const user = openAt('/settings/automatic');

    await screen.findByText(/about to be used/);
    await hasNoBarrier();
    await user.click(screen.getByRole('switch', { name: /Product pages/ }));
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toMatchObject([{ pairs_on: false, rfm_on: true, version: 0 }]);
  });
});

describe('Forecast', () => {
  it('shows what is expected beside what was sold, the error by kind, and what became of it', async () => {
    const user = openAt('/insights/forecast');

    await screen.findByRole('img', { name: /The whole store: sold and expected/ });
    screen.getByText(/wrong by 41% of the units/);
    screen.getByRole('table', { name: 'Error by kind of demand, in the tests' });
    screen.getByText('None is over yet');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Soap · SOAP-1' }));

    await screen.findByRole('button', { name: 'Soap · SOAP-1', pressed: true });
  });

  it('is asked for by hand', async () => {
    server.use(insights.getMakeForecastMockHandler());
    const user = openAt('/insights/forecast');

    await user.click(await screen.findByRole('button', { name: 'Forecast now' }));

    await screen.findByText(/will be made in a moment/);
  });

  it('of an empty shop says what it needs', async () => {
    server.use(
      insights.getGetForecastsMockHandler(noForecast()),
      insights.getListForecastsMockHandler(pageOf()),
    );
    openAt('/insights/forecast', { locale: 'es' });

    await screen.findByText('Todavía no se ha calculado ninguna previsión.');
    await screen.findByText(/36 semanas de ventas/);
    await hasNoBarrier();
  });

  it('that failed, or is switched off, says so', async () => {
    server.use(insights.getGetForecastsMockHandler({ ...aFailedForecast(), is_on: false }));
    openAt('/insights/forecast');

    await screen.findByText(/the warehouse was gone/);
    await screen.findByText(/Forecasts are switched off: none is made/);
    expect(screen.getByRole('button', { name: 'Forecast now' }).getAttribute('aria-disabled')).toBe(
      'true',
    );
  });

  it('that cannot be read says so', async () => {
    server.use(insights.getGetForecastsMockHandler(refused('unavailable', 503)));
    openAt('/insights/forecast');

    await screen.findByRole('alert');
  });
});
