import { Link } from '@tanstack/react-router';
import { IconHistory } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useWords } from '../i18n';
import { useCan } from '../session.ts';
import ui from './layout.module.css';
import { Page } from './Page';
import { Awaited } from './states';

interface RecordPageProps<T> {
  query: { data: T | undefined; error: unknown; refetch: () => unknown };
  /** The list that it stands in; its name is the title until the record is here. */
  back: { to: string; label: string };
  title: (found: T) => string;
  status?: (found: T) => ReactNode;
  actions?: (found: T) => ReactNode;
  /** Facts beside the sections; below them on a phone. */
  side?: (found: T) => ReactNode;
  /** The subject of its rows in the audit log: `location MAD`. */
  history?: (found: T) => string;
  children: (found: T) => ReactNode;
}

/** A page that is one record: title with its state, what can be done with it, its sections. */
export function RecordPage<T>(props: RecordPageProps<T>) {
  const { query, back, title, status, actions, side, history, children } = props;
  const { data } = query;
  const name = data === undefined ? back.label : title(data);
  return (
    <Page
      name={name}
      title={
        <span className={ui.row}>
          {name}
          {data === undefined ? null : status?.(data)}
        </span>
      }
      back={back}
      actions={
        data === undefined ? undefined : (
          <>
            {history ? <History subject={history(data)} /> : null}
            {actions?.(data)}
          </>
        )
      }
    >
      <Awaited query={query} rows={10}>
        {(found) =>
          side ? (
            <div className={ui.split}>
              <div className={ui.stack}>{children(found)}</div>
              <div className={ui.stack}>{side(found)}</div>
            </div>
          ) : (
            <div className={ui.stack}>{children(found)}</div>
          )
        }
      </Awaited>
    </Page>
  );
}

/** Who changed it, and what: its rows in the audit log, for those who may read it. */
export function History({ subject }: { subject: string }) {
  const { t } = useWords();
  const can = useCan();
  return can('audit.read') ? (
    <Link className={ui.quiet} to="/audit" search={{ subject }}>
      <IconHistory size={16} aria-hidden="true" />
      {t('record.history')}
    </Link>
  ) : null;
}
