import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { never, refused } from '../../mock/answers.ts';
import {
  getCountAudienceMockHandler,
  getCreateCampaignMockHandler,
  getGetCampaignMockHandler,
  getMoveCampaignMockHandler,
  getTestCampaignMockHandler,
} from '../../mock/generated/campaigns/campaigns.msw.ts';
import { getGetChoicesMockHandler } from '../../mock/generated/choices/choices.msw.ts';
import { someChoices } from '../../mock/samples/people.ts';
import { aCampaign } from '../../mock/samples/work.ts';
import { dialog, hasNoBarrier, openAt } from '../../testing/opening';
import { server } from '../../testing/server.ts';

const PATH = '/campaigns/campaign-1';

describe('A new campaign', () => {
  it('is created with the languages that were written', async () => {
    const sent: unknown[] = [];
    server.use(
      getCreateCampaignMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt('/campaigns/new');

    await user.type(await screen.findByLabelText(/^Name/), 'Spring');
    await user.type(screen.getByLabelText(/^Subject/), 'New arrivals');
    await user.type(screen.getByLabelText(/^Text/), 'Come and see.');
    await screen.findByText('240 subscribers get this email.');
    await hasNoBarrier();
    await user.click(screen.getByRole('button', { name: 'Save draft' }));

    await screen.findByRole('heading', { level: 1, name: /Winter sale/ });
    expect(sent).toEqual([
      {
        name: 'Spring',
        group_id: null,
        segment_id: null,
        language: null,
        country: null,
        texts: { en: { subject: 'New arrivals', body: 'Come and see.' } },
      },
    ]);
  });

  it('is for a country that the shop sells to, and in its languages', async () => {
    server.use(
      getGetChoicesMockHandler(someChoices({ countries: ['PT', 'JP'], languages: ['en'] })),
    );
    const user = openAt('/campaigns/new');

    await user.click(await screen.findByRole('combobox', { name: 'Country' }));
    const countries = await screen.findAllByRole('option');
    expect(countries.map((one) => one.textContent)).toEqual(['Portugal', 'Japan']);
    await user.click(screen.getByRole('option', { name: 'Japan' }));
    await user.click(screen.getByRole('combobox', { name: 'Language' }));

    await screen.findByRole('option', { name: 'English' });
    expect(screen.queryByRole('option', { name: 'Español' })).toBeNull();
  });

  it('says why it is refused, and counts while it does not know yet', async () => {
    server.use(
      getCountAudienceMockHandler(never),
      getCreateCampaignMockHandler(refused('invalid_request')),
    );
    const user = openAt('/campaigns/new', { locale: 'es' });

    await screen.findByText('Contando…');
    await user.type(await screen.findByLabelText(/^Nombre/), 'Primavera');
    await user.click(screen.getByRole('button', { name: 'Guardar el borrador' }));

    await screen.findByText(/Algunos campos no son válidos/);
  });

  it('is not offered to who can only look', async () => {
    const user = openAt('/campaigns', { permissions: ['campaigns.read'] });

    await user.hover(await screen.findByRole('button', { name: 'New campaign' }));
    await screen.findByText(/You need the permission “send campaigns”/);
  });
});

describe('Sending a campaign', () => {
  it('asks first, says to how many, and moves it once', async () => {
    const sent: unknown[] = [];
    server.use(
      getMoveCampaignMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Send…' }));
    const form = within(await dialog());
    await form.findByText('240 subscribers get this email.');
    await user.dblClick(form.getByRole('button', { name: 'Send now' }));

    await screen.findByRole('button', { name: 'Send…' });
    expect(sent).toEqual([{ version: 2, to: 'scheduled' }]);
  });

  it('counts those whom it is for, and nobody else', async () => {
    const asked: URLSearchParams[] = [];
    server.use(
      getCountAudienceMockHandler(({ request }) => {
        asked.push(new URL(request.url).searchParams);
        return Promise.resolve({ people: 12 });
      }),
      getGetCampaignMockHandler(aCampaign({ country: 'ES', segment_id: 'segment-1' })),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Send…' }));
    await within(await dialog()).findByText('12 subscribers get this email.');

    expect(asked.map(String)).toContain('country=ES&segment_id=segment-1');
  });

  it('names the languages that have no text, and sends nothing', async () => {
    const sent: unknown[] = [];
    server.use(
      getGetCampaignMockHandler(
        aCampaign({ language: null, texts: { es: { subject: 'Rebajas', body: 'Vengan.' } } }),
      ),
      getMoveCampaignMockHandler(async ({ request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt(PATH, { locale: 'es' });

    await user.click(await screen.findByRole('button', { name: 'Enviar…' }));
    const form = within(await dialog());
    expect((await form.findByRole('alert')).textContent).toMatch(/^Falta el texto en Inglés\./);
    await user.click(form.getByRole('button', { name: 'Enviar ahora' }));

    expect(sent).toEqual([]);
  });

  it('says that somebody changed it meanwhile', async () => {
    server.use(getMoveCampaignMockHandler(refused('campaign_changed', 409)));
    const user = openAt(PATH, { locale: 'es' });

    await user.click(await screen.findByRole('button', { name: 'Enviar…' }));
    const form = within(await dialog());
    await user.click(form.getByRole('button', { name: 'Enviar ahora' }));

    expect((await form.findByRole('alert')).textContent).toMatch(/^Alguien ha cambiado esta/);
  });

  it('can be tried on oneself', async () => {
    const sent: unknown[] = [];
    server.use(
      getTestCampaignMockHandler(async ({ request }: { request: Request }) => {
        sent.push(await request.json());
      }),
    );
    const user = openAt(PATH);

    await user.click(await screen.findByRole('button', { name: 'Send a test' }));
    await user.click(within(await dialog()).getByRole('button', { name: 'Send the test' }));

    await screen.findByText('The test is on its way');
    expect(sent).toEqual([{ recipient: 'nuria@shop.example', language: 'en' }]);
  });

  it('shows how far it is, each part by its word', async () => {
    const progress = { sent: 80, sending: 10, failed: 2, queued: 8 };
    server.use(getGetCampaignMockHandler(aCampaign({ status: 'sending', total: 100, progress })));
    openAt(PATH, { locale: 'es' });

    await screen.findByText('enviados');
    await screen.findByText('fallidos');
    await screen.findByRole('button', { name: 'Pausar' });
  });
});
