import { Title } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { useWords } from '../i18n';
import classes from './Page.module.css';

interface PageProps {
  title: ReactNode;
  /** What the browser's tab says where the title is more than a text. */
  name?: string;
  back?: { to: string; label: string };
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function Page({ title, name, back, lead, actions, children }: PageProps) {
  const { t } = useWords();
  const tab = name ?? (typeof title === 'string' ? title : '');
  useEffect(() => {
    document.title = tab ? `${tab} · ${t('app.name')}` : t('app.name');
  }, [tab, t]);
  return (
    <article className={classes.page}>
      <header className={classes.head}>
        <div className={classes.titles}>
          {back ? (
            <Link to={back.to} className={classes.back}>
              <IconChevronLeft size={15} aria-hidden="true" />
              {back.label}
            </Link>
          ) : null}
          <Title order={1}>{title}</Title>
          {lead ? <p className={classes.lead}>{lead}</p> : null}
        </div>
        {actions ? <div className={classes.actions}>{actions}</div> : null}
      </header>
      {children}
    </article>
  );
}

/** A titled part of a page. */
export function Panel({
  title,
  aside,
  flush,
  children,
}: {
  title?: ReactNode;
  aside?: ReactNode;
  flush?: boolean;
  children: ReactNode;
}) {
  return (
    <section className={classes.panel}>
      {title ? (
        <div className={classes.panelHead}>
          <Title order={2}>{title}</Title>
          {aside}
        </div>
      ) : null}
      <div className={flush ? classes.flush : classes.panelBody}>{children}</div>
    </section>
  );
}

/** Label and value, for facts that are read and not compared. */
export function Facts({
  items,
}: {
  items: readonly (readonly [label: string, value: ReactNode])[];
}) {
  return (
    <dl className={classes.facts}>
      {items.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
