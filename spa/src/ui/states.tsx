import { Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { isProblemCode } from '../codes/problems.ts';
import { codeOf } from '../codes/untyped.ts';
import { Problem } from '../fetching.ts';
import { useWords, type Words } from '../i18n';
import { Mark } from './Mark';
import classes from './states.module.css';

/** What a person reads when something failed, in their language. */
export function sentence(failure: unknown, { word }: Words): string {
  const problem = failure instanceof Problem ? failure : null;
  const code = problem && isProblemCode(problem.code) ? problem.code : 'unknown';
  if (code === 'exchange_not_possible') {
    const reason = codeOf('exchange_failure', String(problem?.facts['reason']));
    if (reason) return word('exchange_failure', reason);
  }
  return word('problem', code, problem ? valuesIn(problem.facts) : undefined);
}

/** What the words may name: `{other}` is the fact `other`, a list is its parts. */
function valuesIn(facts: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : String(value),
    ]),
  );
}

export function Failure({ failure, retry }: { failure: unknown; retry?: () => unknown }) {
  const words = useWords();
  return (
    <div className={classes.state} role="alert">
      <IconAlertTriangle className={classes.alarm} size={26} aria-hidden="true" />
      <p className={classes.say}>{sentence(failure, words)}</p>
      {failure instanceof Problem && failure.trace ? (
        <p className={classes.trace}>{words.t('failure.reference', { trace: failure.trace })}</p>
      ) : null}
      {retry && !(failure instanceof Problem && failure.status === 403) ? (
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} />}
          onClick={() => void retry()}
        >
          {words.t('action.retry')}
        </Button>
      ) : null}
    </div>
  );
}

export function Nothing({
  message,
  hint,
  action,
}: {
  message: string;
  hint?: string;
  action?: ReactNode;
}) {
  return (
    <div className={classes.state}>
      <span className={classes.faded}>
        <Mark size={40} />
      </span>
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
export function Awaited<T>({
  query,
  rows,
  children,
}: {
  query: Asked<T>;
  rows?: number;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <Failure failure={query.error} retry={query.refetch} />;
  return <Lines {...(rows ? { rows } : {})} />;
}
