import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { HolidayYear } from '../../api/model';
import {
  getGetHolidaysMockHandler,
  getSetHolidaysMockHandler,
} from '../../mock/generated/settings/settings.msw.ts';
import { hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const YEAR: HolidayYear = {
  country: 'ES',
  year: 2026,
  days: [{ day: '2026-12-25', name: 'Christmas Day' }],
  proposed: [
    { day: '2026-01-01', name: "New Year's Day" },
    { day: '2026-12-25', name: 'Christmas Day' },
  ],
  before: null,
  version: 0,
};

describe('The holidays of a year', () => {
  it('begin with what is proposed and are saved as a list', async () => {
    const sent: unknown[] = [];
    server.use(
      getGetHolidaysMockHandler(YEAR),
      getSetHolidaysMockHandler(async ({ request }) => {
        sent.push(request.headers.get('if-match'), await request.json());
        return { ...YEAR, version: 1 };
      }),
    );
    const user = openAt('/settings/holidays?country=ES&year=2026');

    await screen.findByText(/proposed/i);
    await user.click(screen.getByRole('button', { name: 'Use the proposal' }));
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Remove Christmas Day' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual(['"0"', { days: [{ day: '2026-01-01', name: "New Year's Day" }] }]);
  });
});
