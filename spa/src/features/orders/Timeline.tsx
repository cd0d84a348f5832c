import type { Order } from '../../api/model';
import { codeOf } from '../../codes/untyped.ts';
import { useWords, type Key } from '../../i18n';
import { actorIn, When } from '../../ui/text';
import classes from './orders.module.css';

interface Moment {
  id: string;
  at: string;
  title: string;
  detail: string;
  tone: 'plain' | 'bad' | 'mail';
}

const BAD = new Set(['payment_failed', 'cancelled']);
const MAIL_TITLES: Partial<Record<string, Key>> = {
  sent: 'orders.mail_sent',
  failed: 'orders.mail_failed',
  suppressed: 'orders.mail_failed',
};

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
      ...Object.values(event.facts),
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
      mail.status === 'sent' ? '' : word('mail_status', codeOf('mail_status', mail.status)),
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
