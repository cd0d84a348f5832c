import { Button, CopyButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Draft, Quote } from '../../api/model';
import { getListDraftQuotesQueryOptions, useReviseQuote, withdrawQuote } from '../../api/quotes';
import { isProblemCode } from '../../codes/problems.ts';
import { useWords } from '../../i18n';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/layout.module.css';
import { Facts, Panel } from '../../ui/Page';
import { Remove } from '../../ui/Remove';
import { Status } from '../../ui/Status';
import { Money, When, Who } from '../../ui/text';
import { useToast } from '../../ui/toast.ts';
import { useQuoteChanged } from './quoteChanges.ts';
import { SendQuote } from './SendQuote';

/** The quote that its buyer has, what they said, and the versions before it. */
export function Quotes({ draft, missing }: { draft: Draft; missing: string | undefined }) {
  const { t } = useWords();
  const [isSending, setSending] = useState(false);
  const { data } = useQuery(getListDraftQuotesQueryOptions(draft.id));
  const versions = data?.items ?? [];
  const [newest, ...older] = versions;
  const isOpen = draft.status === 'open';
  if (!isOpen && versions.length === 0) return null;
  return (
    <Panel title={t('quotes.title')}>
      <div className={ui.stack}>
        {newest ? <Newest draft={draft} quote={newest} /> : <p>{t('quotes.none')}</p>}
        {isOpen ? (
          <div>
            <Action
              needs="orders.write"
              variant="default"
              because={missing}
              onClick={() => setSending(true)}
            >
              {t(newest ? 'quotes.send_next' : 'quotes.send')}
            </Action>
          </div>
        ) : null}
        {older.length > 0 ? (
          <details>
            <summary>{t('quotes.older')}</summary>
            <ul className={ui.lines}>
              {older.map((one) => (
                <li key={one.version} className={ui.row}>
                  <span>{t('quotes.version', { version: String(one.version) })}</span>
                  <Status family="quote" code={one.status} />
                  <Money value={one.total} />
                  <When at={one.sent_at} />
                  {one.reason ? <small className={ui.wide}>{one.reason}</small> : null}
                </li>
              ))}
            </ul>
          </details>
        ) : null}
      </div>
      {isSending ? <SendQuote draft={draft} close={() => setSending(false)} /> : null}
    </Panel>
  );
}

function Newest({ draft, quote }: { draft: Draft; quote: Quote }) {
  const { t, word } = useWords();
  const toast = useToast();
  const changed = useQuoteChanged(draft.id);
  const revise = useReviseQuote({
    mutation: { onError: toast.failed, onSettled: () => changed() },
  });
  const isOut = draft.status === 'quoted' && quote.status === 'sent';
  return (
    <>
      <div className={ui.row}>
        <b className={ui.whole}>{quote.number}</b>
        <Status family="quote" code={quote.status} />
        {quote.version > 1 ? (
          <span className={ui.soft}>{t('quotes.version', { version: String(quote.version) })}</span>
        ) : null}
      </div>
      {quote.problem && quote.status === 'sent' ? (
        <p role="alert" className={ui.minus}>
          {t('quotes.not_ordered')}{' '}
          {isProblemCode(quote.problem) ? word('problem', quote.problem) : quote.problem}
        </p>
      ) : null}
      <Facts
        items={[
          [t('orders.total'), <Money key="total" value={quote.total} />],
          [t('quotes.valid_until'), <When key="until" at={quote.valid_until} exact />],
          [
            t('quotes.sent_at'),
            <span key="sent">
              <When at={quote.sent_at} exact /> · <Who actor={quote.sent_by} />
            </span>,
          ],
          [t('quotes.seen_at'), quote.seen_at ? <When key="seen" at={quote.seen_at} exact /> : '—'],
          [
            t('quotes.answered_at'),
            quote.answered_at ? <When key="answered" at={quote.answered_at} exact /> : '—',
          ],
          ...(quote.reason ? ([[t('quotes.reason'), quote.reason]] as const) : []),
        ]}
      />
      {isOut ? (
        <div className={ui.row}>
          <CopyButton value={quote.url}>
            {({ copied, copy }) => (
              <Button size="xs" variant="default" onClick={copy}>
                {t(copied ? 'drafts.copied' : 'quotes.copy')}
              </Button>
            )}
          </CopyButton>
          <Action
            needs="orders.write"
            size="xs"
            variant="default"
            onClick={() => revise.mutate({ draftId: draft.id })}
          >
            {t('quotes.revise')}
          </Action>
          <Remove
            needs="orders.write"
            isSmall
            label={t('quotes.withdraw')}
            title={t('quotes.withdraw_title', { number: quote.number })}
            explained={t('quotes.withdraw_hint')}
            remove={() => withdrawQuote(draft.id)}
            removed={changed}
          />
        </div>
      ) : null}
    </>
  );
}
