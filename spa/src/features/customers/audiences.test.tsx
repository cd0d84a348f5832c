import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import {
  getAddCustomerGroupMockHandler,
  getListCustomersMockHandler,
  getListSegmentsMockHandler,
  getRemoveSegmentMockHandler,
} from '../../mock/generated/customers/customers.msw.ts';
import { aCustomerRow, aGroup, aMerge, aSegment } from '../../mock/samples/buyers.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

describe('the groups', () => {
  it('stand in a list that leads to their members', async () => {
    openAt('/groups');

    const link = await screen.findByRole('link', { name: 'Wholesale' });
    expect(link.getAttribute('href')).toContain('/customers?group=group-1');
    await hasNoBarrier();
  });

  it('say at the field that a name is taken', async () => {
    server.use(
      getAddCustomerGroupMockHandler(refused('customer_group_taken', 409, { field: 'name' })),
    );
    const user = openAt('/groups');
    await user.click(await screen.findByRole('button', { name: 'New group' }));
    const asked = within(await dialog());
    await user.type(asked.getByLabelText(/Name/), 'wholesale');
    await user.click(asked.getByRole('button', { name: 'Save' }));

    await asked.findByText('There is already a group with this name.');
  });

  it('take in the customers that are chosen in the list', async () => {
    const sent: unknown[] = [];
    server.use(
      http.patch('*/customer-groups/:id/members', async ({ params, request }) => {
        sent.push([params['id'], await request.json()]);
        return HttpResponse.json({ changed: 1 });
      }),
    );
    const user = openAt('/customers?group=group-1');
    await user.click(await screen.findByRole('checkbox', { name: 'Select' }));
    await user.click(screen.getByRole('button', { name: 'Take out of group' }));

    await screen.findByText('They are no longer in the group.');
    expect(sent).toEqual([['group-1', { leave: ['customer-1'] }]]);
  });
});

describe('a segment', () => {
  it('shows its rule and how many customers it means now', async () => {
    openAt('/segments/segment-1');

    await screen.findByText('40 customers. 31 of them agreed to news and can get a campaign.');
    screen.getByDisplayValue('2');
    await hasNoBarrier();
  });

  it('sends its whole rule with the version that was read', async () => {
    const sent: unknown[] = [];
    server.use(
      http.put('*/segments/:id', async ({ request }) => {
        sent.push(request.headers.get('if-match'), await request.json());
        return HttpResponse.json(aSegment({ version: 2 }));
      }),
    );
    const user = openAt('/segments/segment-1');
    await user.type(await screen.findByLabelText(/^Orders, at most/), '5');
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    const { currency: _, ...rule } = aSegment().rule;
    expect(sent).toEqual(['"1"', { name: 'Quiet for a while', rule: { ...rule, orders_max: 5 } }]);
  });

  it('stays while a campaign goes to it', async () => {
    server.use(
      getRemoveSegmentMockHandler(
        refused('audience_in_use', 409, { used_by: ['Spring', 'Trade prices'] }),
      ),
    );
    const user = openAt('/segments/segment-1');
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    await user.click(within(await dialog()).getByRole('button', { name: 'Delete' }));

    await screen.findByText(/still used by: Spring, Trade prices\./);
  });

  it('that there is none of yet is explained', async () => {
    server.use(getListSegmentsMockHandler({ items: [], next_cursor: null }));
    openAt('/segments');

    await screen.findByText('No segments yet');
    await hasNoBarrier();
  });
});

describe('a customer', () => {
  it('is put into groups by hand', async () => {
    const sent: unknown[] = [];
    server.use(
      http.put('*/customers/:id/groups', async ({ request }) => {
        sent.push(await request.json());
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const user = openAt('/customers/customer-1');
    await screen.findByText(aGroup().name);
    const panel = screen.getByRole('heading', { name: 'Groups' }).closest('section');
    await user.click(within(panel as HTMLElement).getByRole('button', { name: 'Change' }));
    const asked = within(await dialog());
    await user.click(asked.getByLabelText('Groups'));
    await user.keyboard('{Backspace}');
    await user.click(asked.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([{ groups: [] }]);
  });

  it('takes in another record only from somebody who is sure', async () => {
    const sent: unknown[] = [];
    server.use(
      getListCustomersMockHandler({
        items: [aCustomerRow(), aCustomerRow({ id: 'customer-2', name: 'I. Soto' })],
        next_cursor: null,
      }),
      http.post('*/customers/:id/merge', async ({ request }) => {
        sent.push(request.headers.get('if-match'), await request.json());
        return HttpResponse.json(aMerge());
      }),
    );
    const user = openAt('/customers/customer-1');
    await user.click(await screen.findByRole('button', { name: 'Merge' }));
    const asked = within(await dialog());
    await user.click(asked.getByRole('combobox', { name: /The other record/ }));
    await user.click(await screen.findByRole('option', { name: /I\. Soto/ }));
    await asked.findByText('2 orders');
    await hasNoBarrier();
    await user.click(asked.getByRole('button', { name: 'Merge permanently' }));
    expect(sent).toEqual([]);
    await user.click(asked.getByRole('checkbox'));
    await user.click(asked.getByRole('button', { name: 'Merge permanently' }));

    await screen.findByText('The records were merged.');
    expect(sent).toEqual(['"2"', { other: 'customer-2' }]);
  });
});
