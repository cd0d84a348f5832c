import { Button } from '@mantine/core';
import type { FieldChange, ProductEvent } from '../../api/model';
import { getListProductEventsQueryKey, listProductEvents } from '../../api/products';
import { codeOf } from '../../codes/untyped.ts';
import { useWords } from '../../i18n';
import { Panel } from '../../ui/Page';
import { useRows } from '../../ui/rows.ts';
import { When } from '../../ui/text';
import { shownOf, useFieldNames } from './fieldNames.ts';
import classes from './products.module.css';

const SHOWN = 8;

/** Who changed the product, and each field before and after. */
export function ProductHistory({ productId }: { productId: string }) {
  const { t, word } = useWords();
  const source = useRows({
    key: getListProductEventsQueryKey(productId),
    read: (cursor, request) => listProductEvents(productId, { limit: 10, ...cursor }, request),
  });
  if (!source.rows || source.rows.length === 0) return null;
  return (
    <Panel title={t('products.history')}>
      <ol className={classes.events}>
        {source.rows.map((event) => (
          <li key={event.seq}>
            <p>
              <b>{word('audit_action', codeOf('audit_action', event.action))}</b>
              <span>{event.actor}</span>
              <When at={event.at} />
            </p>
            <Changes event={event} />
          </li>
        ))}
      </ol>
      {source.more ? (
        <Button
          variant="default"
          size="xs"
          loading={source.isReadingMore}
          onClick={() => void source.more?.()}
        >
          {t('list.more')}
        </Button>
      ) : null}
    </Panel>
  );
}

function Changes({ event }: { event: ProductEvent }) {
  const { t, n } = useWords();
  const { created, archived, deleted, more } = event;
  const changes = shownOf(event.changes, created);
  const rest = changes.length - SHOWN + more;
  const lists = [
    ['products.event_created', created],
    ['products.event_archived', archived],
    ['products.event_deleted', deleted],
  ] as const;
  return (
    <>
      {lists.map(([key, skus]) =>
        skus.length > 0 ? (
          <p key={key}>
            {t(key)} {skus.slice(0, SHOWN).join(', ')}
            {skus.length > SHOWN ? ` ${n('products.event_more', skus.length - SHOWN)}` : ''}
          </p>
        ) : null,
      )}
      {changes.length > 0 ? (
        <dl className={classes.changes}>
          {changes.slice(0, SHOWN).map((change) => (
            <Change key={`${change.sku}${change.field}`} change={change} />
          ))}
        </dl>
      ) : null}
      {rest > 0 ? <p>{n('products.event_more', rest)}</p> : null}
    </>
  );
}

function Change({ change: { sku, field, before, after } }: { change: FieldChange }) {
  const { t } = useWords();
  const { nameOf, valueOf } = useFieldNames();
  return (
    <div>
      <dt>
        {sku ? <code>{sku}</code> : null} {nameOf(field)}
      </dt>
      <dd>
        <del aria-label={t('products.before')}>{valueOf(field, before)}</del>{' '}
        <ins aria-label={t('products.after')}>{valueOf(field, after)}</ins>
      </dd>
    </div>
  );
}
