import { Tooltip } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useWords } from '../../i18n';
import { useCan } from '../../session.ts';
import { SETTINGS } from './places.ts';
import classes from './Settings.module.css';

/** The settings' own menu: beside them at a desk, elsewhere above them and closed. */
export function SettingsNav() {
  const { t, word } = useWords();
  const can = useCan();
  const { pathname } = useLocation();
  const id = useId();
  // Where it was opened: whoever has gone to a place finds it closed there.
  const [opened, setOpened] = useState<string | null>(null);
  const isOpen = opened === pathname;
  return (
    <nav className={classes.nav} aria-label={t('nav.settings')}>
      <p className={classes.heading}>{t('nav.settings')}</p>
      <button
        type="button"
        className={classes.opener}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpened(isOpen ? null : pathname)}
      >
        {t('settings.all')}
        <IconChevronDown size={16} aria-hidden="true" />
      </button>
      <ul id={id} className={classes.list} data-open={isOpen || undefined}>
        {SETTINGS.map(({ to, label, needs }) => (
          <li key={to}>
            {can(needs) ? (
              <Link to={to} className={classes.place} activeOptions={{ exact: to === '/settings' }}>
                {t(label)}
              </Link>
            ) : (
              <Tooltip label={t('failure.needs', { permission: word('permission', needs) })}>
                <span className={classes.place} aria-disabled="true" tabIndex={0} role="link">
                  {t(label)}
                </span>
              </Tooltip>
            )}
          </li>
        ))}
      </ul>
    </nav>
  );
}
