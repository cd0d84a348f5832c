import type { Order } from '../../api/model';
import { useWords } from '../../i18n';
import { When } from '../../ui/text';
import classes from './orders.module.css';

interface Moment {
  id: string;
  at: string;
  title: string;
  detail: string;
  tone: 'plain' | 'bad' | 'mail';
}

const BAD = new Set(['payment_failed', 'cancelled', 'declined']);

/** All that happened to an order, its mails among it, newest first. */
function useMoments(order: Order): Moment[] {
  const { t, word } = useWords();
  const events = order.events.map((event, place): Moment => ({
    id: event.id,
    at: event.at,
    // A second "placed" is the buyer's next try after a refused card.
    title: word('event', place > 0 && event.kind === 'placed' ? 'another_card' : event.kind),
    detail: [event.actor === 'shop' ? '' : word('actor', event.actor), ...Object.values(event.facts)].filter(Boolean).join(' · '),
    tone: BAD.has(event.kind) ? 'bad' : 'plain',
  }));
  const mails = order.mails.map((mail): Moment => ({
    id: mail.id,
    at: mail.sent_at ?? mail.created_at,
    title: t(mail.status === 'sent' ? 'orders.mail_sent' : 'orders.mail_waiting', { kind: word('mail', mail.kind) }),
    detail: [mail.recipient, mail.status === 'sent' ? '' : word('status', mail.status), mail.error ?? ''].filter(Boolean).join(' · '),
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
