import { Tooltip } from '@mantine/core';
import { Link, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useWords } from '../../i18n';
import { useCan } from '../../session.ts';
import { SETTINGS } from './places.ts';
import classes from './Settings.module.css';

/** The settings' own menu: beside them at a desk, above them elsewhere. */
export function SettingsNav() {
  const { t, word } = useWords();
  const can = useCan();
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const place = SETTINGS.findLast(({ to }) => pathname.startsWith(to))?.to;
  // On a phone the row is longer than the screen: the place where one is stands in its middle.
  useEffect(() => {
    const row = nav.current;
    const here = row?.querySelector(`a[href="${place}"]`)?.getBoundingClientRect();
    if (!row || !here) return;
    const { left, width } = row.getBoundingClientRect();
    row.scrollLeft += here.left - left - (width - here.width) / 2;
  }, [place]);
  return (
    <nav ref={nav} className={classes.nav} aria-label={t('nav.settings')}>
      <p className={classes.heading}>{t('nav.settings')}</p>
      <ul className={classes.list}>
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
