import { useState, type ReactNode } from 'react';
import { useWords } from '../../i18n';
import { day } from '../../i18n/figures.ts';
import { Action } from '../../ui/Guarded';
import { Panel } from '../../ui/Page';
import { Badge } from '../../ui/Status';
import { Count, When, Who } from '../../ui/text';
import type { StockOrder } from './doing.ts';
import classes from './stockOrders.module.css';

interface FactsProps {
  one: StockOrder;
  /** Where from and where to. */
  children: ReactNode;
  change: (close: () => void) => ReactNode;
}

/** Beside the goods: where they go, when they are expected, how much of them is there. */
export function Facts({ one, children, change }: FactsProps) {
  const { t, locale } = useWords();
  const [isOpen, setOpen] = useState(false);
  const mayChange = one.status === 'draft' || one.left > 0;
  return (
    <Panel
      title={t('stock_orders.facts')}
      aside={
        mayChange ? (
          <Action needs="stock.adjust" size="xs" variant="default" onClick={() => setOpen(true)}>
            {t('incoming.change')}
          </Action>
        ) : null
      }
    >
      <dl className={classes.facts}>
        {children}
        <dt>{t('incoming.day')}</dt>
        <dd>
          {one.expected_on ? day(one.expected_on, locale) : '—'}{' '}
          {one.is_late ? <Badge tone="bad">{t('incoming.late')}</Badge> : null}
        </dd>
        <dt>{t('stock.units')}</dt>
        <dd>
          <Count value={one.units} />
        </dd>
        {one.sent_at ? (
          <>
            <dt>{t('stock_orders.received')}</dt>
            <dd>
              <Count value={one.received} />
            </dd>
            <dt>{t('stock_orders.left')}</dt>
            <dd>
              <Count value={one.left} />
            </dd>
            <dt>{t('stock_orders.sent')}</dt>
            <dd>
              <When at={one.sent_at} exact />
            </dd>
          </>
        ) : null}
        <dt>{t('drafts.by')}</dt>
        <dd>
          <Who actor={one.created_by} />
        </dd>
        {one.note ? (
          <>
            <dt>{t('incoming.note')}</dt>
            <dd>{one.note}</dd>
          </>
        ) : null}
      </dl>
      {isOpen ? change(() => setOpen(false)) : null}
    </Panel>
  );
}
