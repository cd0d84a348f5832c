import { Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Problem } from '../fetching.ts';
import { useWords, type Words } from '../i18n';
import { Mark } from './Tile';
import classes from './states.module.css';

/** What a person reads when something failed: our own sentence where the code is known, else the API's. */
export function sentence(failure: unknown, { t, locale }: Words): string {
  if (!(failure instanceof Problem)) return t('failure.unknown');
  switch (failure.code) {
    case 'unreachable': return t('failure.unreachable');
    case 'timeout': return t('failure.timeout');
    case 'forbidden': return t('failure.forbidden');
    case 'not_found': return t('failure.not_found');
    case 'sign_in_refused': return t('sign_in.refused');
    case 'upload_refused': return t('failure.upload_refused');
    case 'no_picture': return t('failure.no_picture');
    case 'not_enough_stock': return t('failure.not_enough_stock');
    case 'unavailable': return t('failure.unreachable');
    case 'conflict': return t('failure.conflict');
    case 'invitation_over': return t('failure.invitation_over');
    case 'weak_password': return t('failure.weak_password');
    case 'wrong_code': return t('failure.wrong_code');
    case 'email_taken': return t('failure.email_taken');
    case 'last_owner': return t('failure.last_owner');
    case 'own_account': return t('failure.own_account');
    case 'too_many_attempts': return t('sign_in.too_many');
    default: return failure.status >= 500 || locale === 'es' ? t('failure.refused', { detail: failure.message }) : failure.message;
  }
}

export function Failure({ failure, retry }: { failure: unknown; retry?: () => unknown }) {
  const words = useWords();
  return (
    <div className={classes.state} role="alert">
      <IconAlertTriangle className={classes.alarm} size={26} aria-hidden="true" />
      <p className={classes.say}>{sentence(failure, words)}</p>
      {failure instanceof Problem && failure.trace ? (
        <p className={classes.trace}>{words.t('failure.trace', { trace: failure.trace })}</p>
      ) : null}
      {retry && !(failure instanceof Problem && failure.status === 403) ? (
        <Button variant="default" leftSection={<IconRefresh size={16} />} onClick={() => void retry()}>
          {words.t('action.retry')}
        </Button>
      ) : null}
    </div>
  );
}

export function Nothing({ message, hint, action }: { message: string; hint?: string; action?: ReactNode }) {
  return (
    <div className={classes.state}>
      <span className={classes.faded}><Mark size={40} /></span>
      <p className={classes.say}>{message}</p>
      {hint ? <p className={classes.hint}>{hint}</p> : null}
      {action}
    </div>
  );
}

export function Lines({ rows = 6 }: { rows?: number }) {
  const { t } = useWords();
  return (
    <output className={classes.lines} aria-label={t('state.loading')}>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={14} width={`${92 - ((row * 17) % 40)}%`} />
      ))}
    </output>
  );
}

interface Asked<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** The three things a screen can be before it has its data, said once. */
export function Awaited<T>({ query, rows, children }: { query: Asked<T>; rows?: number; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <Failure failure={query.error} retry={query.refetch} />;
  return <Lines {...(rows ? { rows } : {})} />;
}
