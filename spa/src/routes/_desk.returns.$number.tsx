import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { createFileRoute, Link } from '@tanstack/react-router';
import { getGetReturnQueryOptions } from '../api/returns';
import { codeOf } from '../codes/untyped.ts';
import { ReturnActions } from '../features/returns/ReturnActions';
import { ReturnLines } from '../features/returns/ReturnLines';
import { ReturnPhotos } from '../features/returns/ReturnPhotos';
import { useWords } from '../i18n';
import ui from '../ui/layout.module.css';
import { inLanguage } from '../ui/lineNames.ts';
import { Facts, Panel } from '../ui/Page';
import { RecordPage } from '../ui/RecordPage';
import { Status } from '../ui/Status';
import { Money, When } from '../ui/text';

export const Route = createFileRoute('/_desk/returns/$number')({ component: ReturnPage });

function ReturnPage() {
  const { number } = Route.useParams();
  const { t, word, locale } = useWords();
  const query = useQuery({
    ...getGetReturnQueryOptions(number),
    select: (found) => ({ ...found, lines: inLanguage(found.lines, locale) }),
  });
  return (
    <RecordPage
      query={query}
      back={{ to: '/returns', label: t('nav.returns') }}
      title={(one) => one.number}
      status={(one) => <Status family="return_status" code={one.status} />}
      actions={(one) => <ReturnActions one={one} />}
      history={(one) => `order:${one.order_number}`}
      side={(one) => (
        <Panel title={t('returns.about')}>
          <Facts
            items={[
              [
                t('returns.order'),
                <Link
                  key="order"
                  className={ui.link}
                  to="/orders/$number"
                  params={{ number: one.order_number }}
                >
                  {one.order_number}
                </Link>,
              ],
              [
                t('returns.kind'),
                `${word('return_kind', one.kind)}${one.is_late ? ` · ${t('returns.late')}` : ''}`,
              ],
              [t('returns.source'), word('return_source', one.source)],
              [t('sign_in.email'), one.email || '—'],
              [t('returns.requested_at'), <When key="at" at={one.requested_at} exact />],
              [
                t('returns.due'),
                one.refund_due_at ? <When key="due" at={one.refund_due_at} exact /> : '—',
              ],
              [t('orders.tracking'), one.tracking || '—'],
              [t('returns.kept'), <Money key="kept" value={one.kept} />],
              ...(one.exchange_number
                ? ([
                    [
                      t('returns.exchange_order'),
                      <Link
                        key="exchange"
                        className={ui.link}
                        to="/orders/$number"
                        params={{ number: one.exchange_number }}
                      >
                        {one.exchange_number}
                      </Link>,
                    ],
                  ] as const)
                : []),
            ]}
          />
        </Panel>
      )}
    >
      {(one) => (
        <>
          {one.exchange_failure ? (
            <Alert color="yellow" title={t('returns.exchange_failed')}>
              {word(
                'exchange_failure',
                codeOf('exchange_failure', one.exchange_failure) ?? 'other',
              )}
            </Alert>
          ) : null}
          <ReturnLines one={one} />
          <ReturnPhotos one={one} />
          {one.note ? (
            <Panel title={t('returns.note')}>
              <p className={ui.wide}>{one.note}</p>
            </Panel>
          ) : null}
          {one.answer ? (
            <Panel title={t('returns.answer')}>
              <p className={ui.wide}>{one.answer}</p>
            </Panel>
          ) : null}
        </>
      )}
    </RecordPage>
  );
}
