import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { createFileRoute, useNavigate } from '@tanstack/react-router';
import {
  getGetAnnouncementQueryOptions,
  getGetFooterMenuQueryOptions,
  getGetFrontPageQueryOptions,
  getGetHeaderMenuQueryOptions,
} from '../api/content';
import {
  AnnouncementForm,
  FooterForm,
  FrontPageForm,
  HeaderForm,
} from '../features/content/Documents';
import { useWords, type Key } from '../i18n';
import { Page } from '../ui/Page';
import { History } from '../ui/RecordPage';
import { oneOf, searchOf } from '../ui/search.ts';
import { Awaited } from '../ui/states';

const PARTS = ['home', 'header', 'footer', 'announcement'] as const;

const LABELS: Readonly<Record<(typeof PARTS)[number], Key>> = {
  home: 'content.part_home',
  header: 'content.part_header',
  footer: 'content.part_footer',
  announcement: 'content.part_announcement',
};

export const Route = createFileRoute('/_desk/storefront')({
  validateSearch: searchOf({ part: oneOf(PARTS) }),
  component: Storefront,
});

function Storefront() {
  const { t } = useWords();
  const { part = 'home' } = Route.useSearch();
  const navigate = useNavigate();
  return (
    <Page
      title={t('nav.storefront')}
      lead={t('content.lead_storefront')}
      actions={<History subject={`content:${part}`} />}
    >
      <Tabs
        value={part}
        onChange={(to) =>
          void navigate({ to: '/storefront', search: { part: (to ?? 'home') as 'home' } })
        }
      >
        <Tabs.List mb={20}>
          {PARTS.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(LABELS[one])}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <Part part={part} />
    </Page>
  );
}

function Part({ part }: { part: string }) {
  switch (part) {
    case 'header':
      return <HeaderPart />;
    case 'footer':
      return <FooterPart />;
    case 'announcement':
      return <AnnouncementPart />;
    default:
      return <HomePart />;
  }
}

function HomePart() {
  const query = useQuery(getGetFrontPageQueryOptions());
  return <Awaited query={query}>{(found) => <FrontPageForm found={found} />}</Awaited>;
}

function HeaderPart() {
  const query = useQuery(getGetHeaderMenuQueryOptions());
  return <Awaited query={query}>{(found) => <HeaderForm found={found} />}</Awaited>;
}

function FooterPart() {
  const query = useQuery(getGetFooterMenuQueryOptions());
  return <Awaited query={query}>{(found) => <FooterForm found={found} />}</Awaited>;
}

function AnnouncementPart() {
  const query = useQuery(getGetAnnouncementQueryOptions());
  return <Awaited query={query}>{(found) => <AnnouncementForm found={found} />}</Awaited>;
}
