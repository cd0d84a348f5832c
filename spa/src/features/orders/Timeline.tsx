import { Button } from '@mantine/core';
import { useState } from 'react';
import { CancelReason, RefundReason, type Order, type OrderEvent } from '../../api/model';
import { useResendMail } from '../../api/orders';
import { codeOf } from '../../codes/untyped.ts';
import { useWords, type Key, type Words } from '../../i18n';
import { money } from '../../i18n/figures.ts';
import { useCan } from '../../session.ts';
import { actorIn, When } from '../../ui/text';
import { useActed } from './acting.ts';
import classes from './orders.module.css';

interface Moment {
  id: string;
  at: string;
  title: string;
  detail: string;
  tone: 'plain' | 'bad' | 'mail';
  /** A mail that may be sent once more. */
  again?: boolean;
}

const BAD = new Set([
  'late_payment',
  'payment_differs',
  'payment_lost',
  'payment_failed',
  'cancelled',
  'dispute_due',
  'dispute_lost',
  'dispute_opened',
  'dispute_warning',
  'refund_failed',
  'refund_needs_person',
]);
const MAIL_TITLES: Partial<Record<string, Key>> = {
  sent: 'orders.mail_sent',
  failed: 'orders.mail_failed',
  suppressed: 'orders.mail_failed',
};

/** What the shop wrote beside an event, as people read it: money as money, a reason in words. */
function factsIn(words: Words, { facts }: OrderEvent): string[] {
  const { amount_minor: minor, currency, reason, because, ...others } = facts;
  const amount =
    minor && currency ? money({ amount_minor: Number(minor), currency }, words.locale) : '';
  const found = because?.split(', ') ?? [];
  return [
    amount,
    reason ? reasonIn(words, reason) : '',
    ...found.map((code) => words.word('check_reason', codeOf('check_reason', code))),
    ...Object.values(others),
  ];
}

/** A reason as a word, whichever of its families it is of: a payment's, a cancellation's, a refund's. */
function reasonIn({ word }: Words, reason: string): string {
  if (isOf(CancelReason, reason)) return word('cancel_reason', reason);
  if (isOf(RefundReason, reason)) return word('refund_reason', reason);
  const failure = codeOf('refund_failure', reason);
  return failure ? word('refund_failure', failure) : word('decline', codeOf('decline', reason));
}

function isOf<Code extends string>(codes: Record<string, Code>, text: string): text is Code {
  return Object.values<string>(codes).includes(text);
}

/** All that happened to an order, its mails among it, newest first. */
function useMoments(order: Order): Moment[] {
  const words = useWords();
  const { t, word } = words;
  const events = order.events.map((event, place): Moment => ({
    id: event.id,
    at: event.at,
    // A second "placed" is the buyer's next try after a refused card.
    title: word(
      'order_event',
      codeOf('order_event', place > 0 && event.kind === 'placed' ? 'another_card' : event.kind),
    ),
    detail: [
      event.actor === 'shop' || event.kind === 'placed' ? '' : actorIn(words, event.actor),
      ...factsIn(words, event),
    ]
      .filter(Boolean)
      .join(' · '),
    tone: BAD.has(event.kind) ? 'bad' : 'plain',
  }));
  const mails = order.mails.map((mail): Moment => ({
    id: mail.id,
    at: mail.sent_at ?? mail.created_at,
    title: t(MAIL_TITLES[mail.status] ?? 'orders.mail_waiting', {
      kind: word('mail', codeOf('mail', mail.kind)),
    }),
    detail: [
      mail.recipient,
      mail.status === 'sent' ? '' : word('mail_status', mail.status),
      mail.error ?? '',
    ]
      .filter(Boolean)
      .join(' · '),
    tone: mail.status === 'failed' ? 'bad' : 'mail',
    again: mail.may_be_sent_again,
  }));
  return [...events, ...mails].toSorted((one, other) => other.at.localeCompare(one.at));
}

function SendAgain({ number, mailId, title }: { number: string; mailId: string; title: string }) {
  const { t } = useWords();
  const [againId] = useState(() => crypto.randomUUID());
  const send = useResendMail({ mutation: useActed(number, 'orders.mail_again_done') });
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={send.isPending}
      disabled={send.isSuccess}
      aria-label={`${t('orders.mail_again')}: ${title}`}
      onClick={() => send.mutate({ number, mailId, againId })}
    >
      {t('orders.mail_again')}
    </Button>
  );
}

export function Timeline({ order }: { order: Order }) {
  const moments = useMoments(order);
  const can = useCan();
  return (
    <ol className={classes.timeline}>
      {moments.map((moment) => (
        <li key={moment.id} data-tone={moment.tone}>
          <b>{moment.title}</b>
          <When at={moment.at} exact />
          {moment.detail ? <small>{moment.detail}</small> : null}
          {moment.again && can('orders.ship') ? (
            <SendAgain number={order.number} mailId={moment.id} title={moment.title} />
          ) : null}
        </li>
      ))}
    </ol>
  );
}
