import { useSyncExternalStore } from 'react';
import { codeOf } from '../codes/untyped.ts';
import { useWords, type Words } from '../i18n';
import { ago, count, moment, money, type MoneyValue } from '../i18n/figures.ts';

export function Money({ value }: { value: MoneyValue }) {
  const { locale } = useWords();
  return <span style={{ whiteSpace: 'nowrap' }}>{money(value, locale)}</span>;
}

export function Count({ value }: { value: number }) {
  const { locale } = useWords();
  return <>{count(value, locale)}</>;
}

/** One clock for all moments on the page, ticking twice a minute. */
const TICK_MS = 30_000;
let now = Date.now();
function subscribe(changed: () => void): () => void {
  const timer = setInterval(() => {
    now = Date.now();
    changed();
  }, TICK_MS);
  return () => clearInterval(timer);
}

export function When({ at, exact }: { at: string; exact?: boolean }) {
  const { locale } = useWords();
  const current = useSyncExternalStore(subscribe, () => now);
  return (
    <time dateTime={at} title={moment(at, locale)} style={{ whiteSpace: 'nowrap' }}>
      {exact ? moment(at, locale) : ago(at, locale, current)}
    </time>
  );
}

/** Who did it, as text: a colleague by their address, the shop and the customer by a word. */
export function actorIn({ word }: Words, actor: string): string {
  return actor.includes('@') ? actor : word('actor', codeOf('actor', actor));
}

/** Who did it: a colleague by the part of the address that tells them apart, in full where one points. */
export function Who({ actor }: { actor: string }) {
  const words = useWords();
  const [name] = actor.split('@');
  return actor.includes('@') ? <span title={actor}>{name}</span> : <>{actorIn(words, actor)}</>;
}
