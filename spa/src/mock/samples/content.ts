import type { FrontPage, LookOut, MailTexts, Page, PageRow, Redirect } from '../../api/model';

/** A document that nobody has written yet. */
export const UNWRITTEN = { version: 0, changed_at: null, changed_by: '' } as const;

export function aPageRow(part: Partial<PageRow> = {}): PageRow {
  return {
    id: 'page-1',
    role: 'terms',
    visibility: 'visible',
    visible_from: null,
    visible_until: null,
    titles: { en: 'Terms of sale', es: 'Condiciones de venta' },
    slugs: { en: 'terms', es: 'condiciones' },
    changed_at: '2026-11-18T09:00:00Z',
    changed_by: 'ana@shop.example',
    ...part,
  };
}

export function aPage(part: Partial<Page> = {}): Page {
  const text = { seo_title: '', seo_description: '' };
  return {
    id: 'page-1',
    role: 'terms',
    status: 'draft',
    visibility: 'draft',
    visible_from: null,
    visible_until: null,
    texts: {
      en: { ...text, slug: 'terms', title: 'Terms of sale', body: '<p>You buy from us.</p>' },
      es: { ...text, slug: 'condiciones', title: 'Condiciones', body: '<p>Usted compra.</p>' },
    },
    version: 3,
    changed_at: '2026-11-18T09:00:00Z',
    changed_by: 'ana@shop.example',
    ...part,
  };
}

export function aFrontPage(part: Partial<FrontPage> = {}): FrontPage {
  return {
    urls: {},
    document: {
      seo_title: {},
      seo_description: {},
      blocks: [
        { kind: 'hero', title: { en: 'Hello' }, picture: 'none', buttons: [] },
        { kind: 'products', title: { en: 'Best' }, source: 'featured', count: 8, products: [] },
      ],
    },
    version: 2,
    changed_at: '2026-11-18T09:00:00Z',
    changed_by: 'ana@shop.example',
    ...part,
  };
}

export function aRedirect(part: Partial<Redirect> = {}): Redirect {
  return {
    id: 'redirect-1',
    from_path: '/old-page',
    to_path: '/en/search',
    version: 1,
    created_at: '2026-11-18T09:00:00Z',
    ...part,
  };
}

export function someMailTexts(part: Partial<MailTexts> = {}): MailTexts {
  const theirs = {
    subject: 'Your order {number} is confirmed',
    headline: 'Thank you.',
    text: 'We are packing your order.',
    button: 'See your order',
    footer: '',
  };
  const kind = {
    placeholders: ['number', 'shop'],
    needed: [],
    written: {},
    theirs: { en: theirs, es: { ...theirs, subject: 'Su pedido {number} está confirmado' } },
  };
  return {
    version: 0,
    changed_at: null,
    changed_by: '',
    kinds: [
      { ...kind, kind: 'order_confirmed' },
      { ...kind, kind: 'gift_card' },
    ],
    ...part,
  };
}

export function aLook(part: Partial<LookOut> = {}): LookOut {
  return {
    document: {},
    version: 0,
    changed_at: null,
    changed_by: '',
    theme: 'default',
    themes: ['default'],
    theirs: {
      accent: '#1f2329',
      accent_dark: '#f0f0ee',
      'on-accent': '#ffffff',
      ground: '#ffffff',
      surface: '#ffffff',
      ink: '#17191c',
      quiet: '#5b5f66',
      line: '#dedfdd',
      corner: '8px',
    },
    logo_url: '',
    icon_url: '',
    ...part,
  };
}
