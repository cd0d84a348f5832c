import { Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useWords } from '../../i18n';
import { useCan } from '../../session.ts';
import { SETTINGS } from './places.ts';
import classes from './Settings.module.css';

/** The settings' own menu: beside them at a desk, above them elsewhere. */
export function SettingsNav() {
  const { t, word } = useWords();
  const can = useCan();
  return (
    <nav className={classes.nav} aria-label={t('nav.settings')}>
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
