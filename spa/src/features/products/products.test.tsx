import { screen, waitForElementToBeRemoved, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { refused } from '../../mock/answers.ts';
import { getDescribePictureMockHandler } from '../../mock/generated/pictures/pictures.msw.ts';
import {
  getEditProductMockHandler,
  getGetProductMockHandler,
} from '../../mock/generated/products/products.msw.ts';
import { aProduct, aText } from '../../mock/samples/goods.ts';
import { aPicture } from '../../mock/samples/pictures.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const PATH = '/products/product-1';
const SPANISH = aText({ name: 'Paño de lino', description: 'Lavado en frío.' });

describe('The texts of a product', () => {
  it('are saved in both languages with the version they were read at', async () => {
    const sent: unknown[] = [];
    server.use(
      getEditProductMockHandler(async ({ request }) => {
        sent.push({
          version: request.headers.get('If-Match'),
          asked: await request.json(),
        });
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
        version: '"4"',
        asked: {
          texts: { en: aText({ name: 'Tea towel', description: 'Wash cold.' }), es: SPANISH },
        },
      },
    ]);
  });

  const THEIRS = {
    es: aText({ name: 'Paño', description: 'Lavado en frío.' }),
    en: aText({ name: 'Their towel', description: 'Theirs.' }),
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
        if (request.headers.get('If-Match') === '"4"') refused('product_changed', 409)();
        sent.push(await request.json());
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
      { texts: { en: aText({ name: 'My towel', description: 'Theirs.' }), es: THEIRS.es } },
    ]);
  });

  it('can be given up for what somebody else has saved', async () => {
    server.use(getEditProductMockHandler(refused('product_changed', 409)));
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

  it('is described with the version that was read', async () => {
    const sent: unknown[] = [];
    server.use(
      getGetProductMockHandler(aProduct({ pictures: [aPicture({ alt: { en: 'A towel' } })] })),
      getDescribePictureMockHandler(async ({ request }) => {
        sent.push(request.headers.get('If-Match'), await request.json());
      }),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: /^Describe picture 1/ }));
    const form = within(await dialog());
    const text = form.getByDisplayValue('A towel');
    await user.clear(text);
    await user.type(text, 'A red towel');
    await user.click(form.getByRole('button', { name: 'Save' }));

    await screen.findByText('Saved.');
    expect(sent).toEqual(['"2"', { alt: { en: 'A red towel' } }]);
  });
});
