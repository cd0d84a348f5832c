import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { getGetDeadLetterQueryOptions } from '../api/dead-letters';
import { Mend } from '../features/failures/Mend';
import { lastLine, useMessageName } from '../features/failures/names.ts';
import { useWords } from '../i18n';
import ui from '../ui/layout.module.css';
import { Facts, Page, Panel } from '../ui/Page';
import { Awaited } from '../ui/states';
import { Status } from '../ui/Status';
import { When } from '../ui/text';
import classes from '../features/failures/failures.module.css';

export const Route = createFileRoute('/_desk/failures/$letterId')({ component: FailurePage });

function FailurePage() {
  const { letterId } = Route.useParams();
  const { t } = useWords();
  const letter = useQuery(getGetDeadLetterQueryOptions(letterId));
  const { data } = letter;
  const nameOf = useMessageName();
  const name = data ? nameOf(data.type) : t('nav.failures');
  return (
    <Page
      name={name}
      title={
        <span className={ui.row}>
          {name}
          {data ? <Status family="dead_letter" code={data.status} /> : null}
        </span>
      }
      back={{ to: '/failures', label: t('nav.failures') }}
    >
      <Awaited query={letter} rows={8}>
        {(found) => (
          <div className={ui.split}>
            <Mend key={found.status} letter={found} />
            <div className={ui.stack}>
              <Panel title={t('failures.facts')}>
                <Facts
                  items={[
                    [
                      t('failures.type'),
                      <span key="type" className={ui.mono}>
                        {found.type ?? '—'}
                      </span>,
                    ],
                    [t('failures.queue'), found.queue],
                    [
                      t('failures.subject'),
                      <span key="subject" className={ui.mono}>
                        {found.subject ?? '—'}
                      </span>,
                    ],
                    [t('stock.when'), <When key="at" at={found.at} exact />],
                    ...(found.settled_by
                      ? [[t('failures.settled_by'), found.settled_by] as const]
                      : []),
                    ...(found.reason ? [[t('failures.reason'), found.reason] as const] : []),
                  ]}
                />
              </Panel>
              <Panel title={t('failures.tries')}>
                {found.failures.length === 0 ? (
                  <span className={ui.soft}>{t('failures.no_tries')}</span>
                ) : (
                  <ol className={classes.tries}>
                    {found.failures.map((failed) => (
                      <li key={`${failed.at}${failed.attempt}`}>
                        <span>
                          <b>{t('failures.try', { attempt: failed.attempt })}</b>{' '}
                          <When at={failed.at} exact />
                        </span>
                        <p>{lastLine(failed.error)}</p>
                        <details>
                          <summary>{t('failures.technical')}</summary>
                          <pre>{failed.error}</pre>
                        </details>
                      </li>
                    ))}
                  </ol>
                )}
              </Panel>
            </div>
          </div>
        )}
      </Awaited>
    </Page>
  );
}
