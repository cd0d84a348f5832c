import {
  getAnnouncement,
  getFooterMenu,
  getFrontPage,
  getGetAnnouncementQueryKey,
  getGetFooterMenuQueryKey,
  getGetFrontPageQueryKey,
  getGetHeaderMenuQueryKey,
  getHeaderMenu,
  saveAnnouncement,
  saveFooterMenu,
  saveFrontPage,
  saveHeaderMenu,
} from '../../api/content';
import type {
  Announcement,
  AnnouncementBar,
  Block,
  Footer,
  FooterMenu,
  FrontPage,
  Header,
  HeaderMenu,
  HomeAsked,
  LinkTarget,
  MenuItem,
} from '../../api/model';
import { useWords } from '../../i18n';
import type { Field } from '../../ui/form/field.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import { BlocksEditor } from './BlocksEditor';
import { DocumentForm } from './DocumentForm';
import { ItemsEditor } from './ItemsEditor';
import type { Texts } from '../../ui/LanguageTexts';
import { ShopPreview } from './ShopPreview';
import { TargetInput } from './TargetInput';

interface HomeValues {
  seo_title: Texts;
  seo_description: Texts;
  blocks: readonly Block[];
}

export function FrontPageForm({ found }: { found: FrontPage }) {
  const { t, word } = useWords();
  const fields: Field<HomeValues>[] = [
    {
      kind: 'own',
      name: 'blocks',
      label: t('content.blocks'),
      draw: (form) => (
        <BlocksEditor
          blocks={form.values.blocks}
          urls={found.urls}
          change={(blocks) => form.set({ blocks })}
        />
      ),
      inWords: ({ blocks }) =>
        blocks.map(({ kind }) => word('content_block', kind ?? 'hero')).join(', '),
    },
    { kind: 'texts', name: 'seo_title', label: t('pages.seo_title') },
    {
      kind: 'texts',
      name: 'seo_description',
      label: t('pages.seo_description'),
      lines: 2,
      most: 2000,
    },
  ];
  return (
    <DocumentForm
      edition={found}
      fields={fields}
      valuesOf={({ seo_title = {}, seo_description = {}, blocks = [] }) => ({
        seo_title,
        seo_description,
        blocks,
      })}
      read={getFrontPage}
      write={(values, version) =>
        // A block that was read has all its parts, which the type of an answer leaves open.
        saveFrontPage(values as unknown as HomeAsked, ifMatch(version))
      }
      name="home"
      title={t('content.part_home')}
      queryKey={getGetFrontPageQueryKey()}
      below={(values) => <ShopPreview asked={() => ({ home: values as unknown as HomeAsked })} />}
    />
  );
}

interface MenuValues {
  items: readonly MenuItem[];
}

function useItems<V extends MenuValues>(): Field<V> {
  const { t, locale } = useWords();
  return {
    kind: 'own',
    name: 'items',
    label: t('content.entries'),
    draw: (form) => (
      <ItemsEditor
        items={form.values.items}
        change={(items) => form.set({ items } as unknown as Partial<V>)}
      />
    ),
    inWords: ({ items }) => items.map(({ labels }) => labels?.[locale] ?? '…').join(', '),
  } as Field<V>;
}

export function HeaderForm({ found }: { found: HeaderMenu }) {
  const { t } = useWords();
  const fields = [useItems<MenuValues>()];
  return (
    <DocumentForm<Header, MenuValues>
      edition={found}
      fields={fields}
      valuesOf={({ items = [] }) => ({ items })}
      read={getHeaderMenu}
      write={({ items }, version) => saveHeaderMenu({ items: [...items] }, ifMatch(version))}
      name="header"
      title={t('content.part_header')}
      queryKey={getGetHeaderMenuQueryKey()}
    >
      <p>{t('content.header_lead')}</p>
    </DocumentForm>
  );
}

interface FooterValues extends MenuValues {
  about: Texts;
  note: Texts;
  has_newsletter: boolean;
}

export function FooterForm({ found }: { found: FooterMenu }) {
  const { t } = useWords();
  const fields: Field<FooterValues>[] = [
    useItems<FooterValues>(),
    { kind: 'texts', name: 'about', label: t('content.about'), lines: 2, most: 2000 },
    { kind: 'texts', name: 'note', label: t('content.note'), lines: 2, most: 2000 },
    {
      kind: 'switch',
      name: 'has_newsletter',
      label: t('content.has_newsletter'),
      hint: t('content.has_newsletter_hint'),
    },
  ];
  return (
    <DocumentForm<Footer, FooterValues>
      edition={found}
      fields={fields}
      valuesOf={({ items = [], about = {}, note = {}, has_newsletter = false }) => ({
        items,
        about,
        note,
        has_newsletter,
      })}
      read={getFooterMenu}
      write={({ items, ...rest }, version) =>
        saveFooterMenu({ items: [...items], ...rest }, ifMatch(version))
      }
      name="footer"
      title={t('content.part_footer')}
      queryKey={getGetFooterMenuQueryKey()}
    >
      <p>{t('content.footer_lead')}</p>
    </DocumentForm>
  );
}

interface AnnouncementValues {
  text: Texts;
  target: LinkTarget | null;
  starts_at: string | null;
  ends_at: string | null;
}

export function AnnouncementForm({ found }: { found: AnnouncementBar }) {
  const { t } = useWords();
  const fields: Field<AnnouncementValues>[] = [
    { kind: 'texts', name: 'text', label: t('content.text') },
    {
      kind: 'own',
      name: 'target',
      label: t('content.leads_to'),
      draw: (form, error) => (
        <TargetInput
          value={form.values.target}
          none={t('content.nowhere')}
          error={error}
          change={(target) => form.set({ target })}
        />
      ),
    },
    { kind: 'moment', name: 'starts_at', label: t('pages.from'), isHalf: true },
    { kind: 'moment', name: 'ends_at', label: t('pages.until'), isHalf: true },
  ];
  return (
    <DocumentForm<Announcement, AnnouncementValues>
      edition={found}
      fields={fields}
      valuesOf={({ text = {}, target = null, starts_at = null, ends_at = null }) => ({
        text,
        target,
        starts_at,
        ends_at,
      })}
      read={getAnnouncement}
      write={(values, version) => saveAnnouncement(values, ifMatch(version))}
      name="announcement"
      title={t('content.part_announcement')}
      queryKey={getGetAnnouncementQueryKey()}
    >
      <p>{t('content.announcement_lead')}</p>
    </DocumentForm>
  );
}
