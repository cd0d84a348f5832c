import { screen, waitForElementToBeRemoved, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { refused } from '../../mock/answers.ts';
import {
  getEditProductMockHandler,
  getGetProductMockHandler,
  getSetPriceMockHandler,
} from '../../mock/generated/products/products.msw.ts';
import { aProduct } from '../../mock/samples/goods.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const PATH = '/products/product-1';

describe('The price of a variant', () => {
  async function opened(user: ReturnType<typeof openAt>) {
    const name = 'Change the EUR price of TOWEL-RED';
    await user.click(await screen.findByRole('button', { name }));
    return within(await dialog());
  }

  it('is sent in minor units, with the price before where there is one', async () => {
    const sent: unknown[] = [];
    server.use(
      getSetPriceMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt(PATH);

    const form = await opened(user);
    await user.clear(form.getByLabelText(/^Price/));
    await user.type(form.getByLabelText(/^Price/), '18,5');
    await user.type(form.getByLabelText(/^Compare-at price/), '20');
    await hasNoBarrier();
    await user.click(form.getByRole('button', { name: 'Save' }));

    await screen.findByText('Price changed. The storefront shows it.');
    expect(sent).toEqual([{ amount_minor: 1850, compare_at_minor: 2000 }]);
  });

  it('that looks like a slip is asked about, and sent with what was said yes to', async () => {
    const sent: unknown[] = [];
    server.use(
      getSetPriceMockHandler(async ({ request }) => {
        const asked = (await request.json()) as { confirm?: string[] };
        sent.push(asked);
        if (!asked.confirm) refused('price_is_zero', 409)();
      }),
    );
    const user = openAt(PATH);

    const form = await opened(user);
    await user.clear(form.getByLabelText(/^Compare-at price/));
    await user.clear(form.getByLabelText(/^Price/));
    await user.type(form.getByLabelText(/^Price/), '0');
    await user.click(form.getByRole('button', { name: 'Save' }));
    await form.findByText('At this price the product is given away.');
    await hasNoBarrier();
    await user.click(form.getByRole('button', { name: 'Set this price all the same' }));

    await screen.findByText('Price changed. The storefront shows it.');
    expect(sent).toEqual([{ amount_minor: 0 }, { amount_minor: 0, confirm: ['price_is_zero'] }]);
  });

  it('stands in its field as the language writes it, and is read so', async () => {
    const sent: unknown[] = [];
    server.use(
      getSetPriceMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt(PATH, { locale: 'es' });

    const name = 'Cambiar el precio en EUR de TOWEL-RED';
    await user.click(await screen.findByRole('button', { name }));
    const form = within(await dialog());
    const price = form.getByLabelText<HTMLInputElement>(/^Precio( \*)?$/);
    expect(price.value).toMatch(/^\d+,\d\d$/);
    await user.clear(price);
    await user.type(price, '1.234,56');
    await user.clear(form.getByLabelText(/^Precio anterior/));
    await user.click(form.getByRole('button', { name: 'Guardar' }));

    await vi.waitFor(() => expect(sent).toEqual([{ amount_minor: 123456 }]));
  });

  it('is not sent where the price before is not higher', async () => {
    const user = openAt(PATH);

    const form = await opened(user);
    await user.type(form.getByLabelText(/^Compare-at price/), '20');
    await user.click(form.getByRole('button', { name: 'Save' }));

    await form.findByText('The compare-at price must be higher than the price.');
  });

  it('says why it is refused', async () => {
    server.use(getSetPriceMockHandler(refused('unknown_sku', 404)));
    const user = openAt(PATH);

    const form = await opened(user);
    await user.click(form.getByRole('button', { name: 'Save' }));

    expect((await form.findByRole('alert')).textContent).toBe('This SKU does not exist.');
  });

  it('names the permission to who can only look', async () => {
    openAt(PATH, { permissions: ['products.read'] });

    const edit = await screen.findByRole('button', { name: /You need the permission/ });
    expect(edit.getAttribute('aria-disabled')).toBe('true');
  });
});

describe('The texts of a product', () => {
  it('are saved in both languages with the version they were read at', async () => {
    const sent: unknown[] = [];
    server.use(
      getEditProductMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt(PATH);

    const name = await screen.findByLabelText(/^Name · English/);
    await user.clear(name);
    await user.type(name, 'Tea towel');
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([
      {
        version: 4,
        status: 'active',
        texts: {
          es: { name: 'Paño de lino', description: 'Lavado en frío.' },
          en: { name: 'Tea towel', description: 'Wash cold.' },
        },
      },
    ]);
  });

  const THEIRS = {
    es: { name: 'Paño', description: 'Lavado en frío.' },
    en: { name: 'Their towel', description: 'Theirs.' },
  };

  async function meet(user: ReturnType<typeof openAt>) {
    const name = await screen.findByLabelText(/^Name · English/);
    await user.clear(name);
    await user.type(name, 'My towel');
    server.use(getGetProductMockHandler(aProduct({ version: 5, texts: THEIRS })));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    return within(await screen.findByRole('alert'));
  }

  it('are kept where somebody else was quicker, who is seen and not overwritten unread', async () => {
    const sent: unknown[] = [];
    server.use(
      getEditProductMockHandler(async ({ request }) => {
        const asked = (await request.json()) as { version: number };
        if (asked.version === 4) refused('conflict', 409)();
        sent.push(asked);
      }),
    );
    const user = openAt(PATH);

    const alert = await meet(user);
    alert.getByText(/Their towel/);
    alert.getByText(/Already included here: Description/);
    expect(screen.getByDisplayValue('My towel')).toBeTruthy();
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual([
      {
        version: 5,
        status: 'active',
        texts: { es: THEIRS.es, en: { name: 'My towel', description: 'Theirs.' } },
      },
    ]);
  });

  it('can be given up for what somebody else has saved', async () => {
    server.use(getEditProductMockHandler(refused('conflict', 409)));
    const user = openAt(PATH);

    const alert = await meet(user);
    await user.click(alert.getByRole('button', { name: 'Use this one' }));

    expect(await screen.findByDisplayValue('Their towel')).toBeTruthy();
  });

  it('are not left unsaved without a question', async () => {
    const user = openAt(PATH);

    await user.type(await screen.findByLabelText(/^Name · English/), ' x');
    await user.click(screen.getByRole('link', { name: /^Orders/ }));
    const question = within(await screen.findByRole('dialog', { name: 'Leave without saving?' }));
    await hasNoBarrier();
    await user.click(question.getByRole('button', { name: 'Stay' }));
    expect(screen.getByDisplayValue(/ x$/)).toBeTruthy();
    await user.click(screen.getByRole('link', { name: /^Orders/ }));
    await user.click(await screen.findByRole('button', { name: 'Leave' }));

    await screen.findByRole('heading', { level: 1, name: 'Orders' });
  });

  it('outlive the session: it is asked for over them', async () => {
    server.use(getEditProductMockHandler(refused('signed_out', 401)));
    const user = openAt(PATH);

    await user.type(await screen.findByLabelText(/^Name · English/), ' x');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    const again = within(await screen.findByRole('dialog', { name: 'Sign in again' }));
    await hasNoBarrier();
    await user.type(again.getByLabelText(/^Email/), 'nuria@shop.example');
    await user.type(again.getByLabelText(/^Password/), 'four words are enough');
    await user.type(again.getByLabelText(/^Code/), '123456');
    server.use(getEditProductMockHandler());
    await user.click(again.getByRole('button', { name: 'Sign in' }));

    await waitForElementToBeRemoved(() => screen.queryByRole('dialog'));
    expect(screen.getByDisplayValue(/ x$/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByText('Saved.');
  });
});

describe('A picture', () => {
  it('that is none is not uploaded, and the page says which files are', async () => {
    openAt(PATH, { locale: 'es' });
    // The picker offers pictures only, but a file can be dropped.
    const user = userEvent.setup({ applyAccept: false });

    const picker = await screen.findByLabelText('Añadir una imagen', { selector: 'input' });
    const file = new File(['x'], 'text.txt', { type: 'text/plain' });
    await user.upload(picker, file);

    await screen.findByText(/Valen JPEG, PNG, WebP y AVIF/);
  });
});
