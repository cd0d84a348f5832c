import { useWords } from '../i18n';
import classes from './Status.module.css';

type Tone = 'calm' | 'good' | 'waiting' | 'bad' | 'live';

const TONES: Record<string, Tone> = {
  placed: 'live', paying: 'live', payment_action_required: 'waiting', confirmed: 'waiting', shipped: 'good',
  delivered: 'good', payment_failed: 'bad', cancelled: 'calm', refunded: 'calm', returned: 'calm',
  active: 'good', draft: 'calm', archived: 'calm', in_stock: 'good', low: 'waiting', sold_out: 'bad',
  running: 'live', queued: 'live', pending: 'live', uploaded: 'live', sending: 'live', processing: 'live', previewed: 'waiting', checked: 'waiting',
  done: 'good', succeeded: 'good', sent: 'good', finished: 'good', completed: 'good', replayed: 'good', ready: 'good', authorised: 'good', captured: 'good',
  published: 'good', rejected: 'bad',
  failed: 'bad', red: 'bad', busy: 'calm', declined: 'bad', open: 'bad', refused: 'bad', paused: 'waiting', discarded: 'calm', undone: 'calm', scheduled: 'waiting', skipped: 'calm', done_with_errors: 'waiting',
};

/** A state as a mark and a word: the mark's shape differs too, for those who do not see its colour. */
export function Status({ family = 'status', code }: { family?: string; code: string }) {
  const { word } = useWords();
  return (
    <span className={classes.status} data-tone={TONES[code] ?? 'calm'}>
      {word(family, code)}
    </span>
  );
}
