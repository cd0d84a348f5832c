import { CancelReason, RefundReason, type Order, type OrderEvent } from '../../api/model';
import { codeOf } from '../../codes/untyped.ts';
import { useWords, type Key, type Words } from '../../i18n';
import { money } from '../../i18n/figures.ts';
import { actorIn, When } from '../../ui/text';
import classes from './orders.module.css';

interface Moment {
  id: string;
  at: string;
  title: string;
  detail: string;
  tone: 'plain' | 'bad' | 'mail';
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
  const { amount_minor: minor, currency, reason, ...others } = facts;
  const amount =
    minor && currency ? money({ amount_minor: Number(minor), currency }, words.locale) : '';
  return [amount, reason ? reasonIn(words, reason) : '', ...Object.values(others)];
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
  }));
  return [...events, ...mails].toSorted((one, other) => other.at.localeCompare(one.at));
}

export function Timeline({ order }: { order: Order }) {
  const moments = useMoments(order);
  return (
    <ol className={classes.timeline}>
      {moments.map((moment) => (
        <li key={moment.id} data-tone={moment.tone}>
          <b>{moment.title}</b>
          <When at={moment.at} exact />
          {moment.detail ? <small>{moment.detail}</small> : null}
        </li>
      ))}
    </ol>
  );
}
