import { Menu, Tooltip, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import {
  IconDeviceDesktop,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconSun,
  IconUserCircle,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useSignOut } from '../../api/session';
import { useWords } from '../../i18n';
import { useCan, useMe } from '../../session.ts';
import { rolesIn } from '../../ui/roles.ts';
import { SECTIONS, type Place } from './places.ts';
import { useBubbles } from './bubbles.ts';
import classes from './Shell.module.css';

function PlaceLink({ place, bubble }: { place: Place; bubble: number | undefined }) {
  const { t, n, word } = useWords();
  const can = useCan();
  const inside = (
    <>
      <place.icon size={18} stroke={1.7} aria-hidden="true" />
      {t(place.label)}
    </>
  );
  if (place.needs && !can(place.needs)) {
    return (
      <Tooltip
        position="right"
        label={t('failure.needs', { permission: word('permission', place.needs) })}
      >
        <span className={classes.place} aria-disabled="true" tabIndex={0} role="link">
          {inside}
        </span>
      </Tooltip>
    );
  }
  return (
    <Link to={place.to} className={classes.place} activeOptions={{ exact: place.to === '/' }}>
      {inside}
      {bubble ? (
        <span
          className={classes.bubble}
          data-alarm={place.to === '/failures' || undefined}
          aria-label={n('nav.waiting', bubble)}
        >
          {bubble > 99 ? '99+' : bubble}
        </span>
      ) : null}
    </Link>
  );
}

function Person() {
  const words = useWords();
  const { t, word, locale, choose } = words;
  const me = useMe();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useSignOut({
    mutation: {
      onSettled: async () => {
        queries.clear();
        await navigate({ to: '/sign-in' });
      },
    },
  });
  const schemes = [
    ['auto', IconDeviceDesktop],
    ['light', IconSun],
    ['dark', IconMoon],
  ] as const;
  return (
    <Menu position="top-start" width={230} withinPortal>
      <Menu.Target>
        <UnstyledButton className={classes.person}>
          <span className={classes.initials} aria-hidden="true">
            {me.user.name
              .split(' ')
              .map((part) => part[0])
              .slice(0, 2)
              .join('')}
          </span>
          <span>
            <b>{me.user.name}</b>
            <small>{rolesIn(words, me)}</small>
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconUserCircle size={16} />} component={Link} to="/account">
          {t('nav.account')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLanguage size={16} />}
          onClick={() => choose(locale === 'es' ? 'en' : 'es')}
        >
          {t(locale === 'es' ? 'language.en' : 'language.es')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('appearance.title')}</Menu.Label>
        {schemes.map(([scheme, Icon]) => (
          <Menu.Item
            key={scheme}
            role="menuitemradio"
            aria-checked={scheme === colorScheme}
            fw={scheme === colorScheme ? 700 : 400}
            leftSection={<Icon size={16} />}
            onClick={() => setColorScheme(scheme)}
          >
            {word('scheme', scheme)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => signOut.mutate()}>
          {t('sign_in.out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export function Navigation() {
  const { t } = useWords();
  const bubbles = useBubbles();
  return (
    <>
      <nav aria-label={t('nav.title')}>
        {SECTIONS.map((section) => (
          <div key={section.label ?? 'top'} className={classes.section}>
            {section.label ? <p className={classes.sectionName}>{t(section.label)}</p> : null}
            <ul className={classes.list}>
              {section.places.map((place) => (
                <li key={place.to}>
                  <PlaceLink place={place} bubble={bubbles[place.to]} />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <div className={classes.foot}>
        <Person />
      </div>
    </>
  );
}
