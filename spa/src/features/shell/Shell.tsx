import { ActionIcon, AppShell, Burger, Kbd, UnstyledButton } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { spotlight } from '@mantine/spotlight';
import { IconSearch, IconWifiOff } from '@tabler/icons-react';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useState } from 'react';
import { useWords } from '../../i18n';
import { Mark } from '../../ui/Mark';
import { Navigation } from './Navigation';
import { Following } from './Following.ts';
import { Palette } from './Palette';
import { useLetters } from './letters.ts';
import classes from './Shell.module.css';

function OfflineBanner() {
  const { t } = useWords();
  const { online } = useNetwork();
  if (online) return null;
  return (
    <div className={classes.offline} role="status">
      <IconWifiOff size={17} aria-hidden="true" />
      {t('state.offline')}
    </div>
  );
}

/** The frame that every screen of a signed-in person stands in. */
export function Shell() {
  const { t } = useWords();
  // The menu is open at one address: going anywhere closes it.
  const { pathname } = useLocation();
  const [openAt, setOpenAt] = useState<string | null>(null);
  const isOpen = openAt === pathname;
  useLetters();
  return (
    <>
      <a className={classes.skip} href="#screen">
        {t('nav.skip')}
      </a>
      <AppShell
        header={{ height: { base: 56, md: 0 } }}
        navbar={{ width: 236, breakpoint: 'md', collapsed: { mobile: !isOpen } }}
        padding={{ base: 'md', md: 'xl' }}
      >
        <AppShell.Header className={classes.header} hiddenFrom="md">
          <Burger
            opened={isOpen}
            onClick={() => setOpenAt(isOpen ? null : pathname)}
            size="sm"
            aria-label={t(isOpen ? 'nav.close' : 'nav.open')}
            aria-expanded={isOpen}
          />
          <Link to="/" className={classes.brand}>
            <Mark size={26} />
            {t('app.name')}
          </Link>
          <ActionIcon size="lg" aria-label={t('palette.open')} onClick={() => spotlight.open()}>
            <IconSearch size={20} />
          </ActionIcon>
        </AppShell.Header>
        <AppShell.Navbar className={classes.navbar}>
          <div className={classes.top}>
            <Link to="/" className={classes.brand}>
              <Mark />
              {t('app.name')}
            </Link>
            <UnstyledButton className={classes.seek} onClick={() => spotlight.open()}>
              <IconSearch size={16} aria-hidden="true" />
              <span>{t('palette.open')}</span>
              <Kbd className={classes.keys}>{t('palette.keys')}</Kbd>
            </UnstyledButton>
          </div>
          <Navigation />
        </AppShell.Navbar>
        <AppShell.Main id="screen" tabIndex={-1} className={classes.main}>
          <OfflineBanner />
          <Outlet />
        </AppShell.Main>
      </AppShell>
      <Palette />
      <Following />
    </>
  );
}
