import { useWords } from '../../i18n';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { When, Who } from '../../ui/text';
import type { StockOrder } from './doing.ts';
import classes from './stockOrders.module.css';

/** What came when, who counted it, and what was lost of it. */
export function Receipts({ one }: { one: StockOrder }) {
  const { t, word } = useWords();
  if (one.receipts.length === 0) return null;
  return (
    <Panel title={t('stock_orders.receipts')}>
      <ol className={classes.parts}>
        {one.receipts.map((receipt) => (
          <li key={receipt.id}>
            <div className={ui.soft}>
              <When at={receipt.at} exact /> · <Who actor={receipt.actor} />
            </div>
            {receipt.lines.map((line) => (
              <div key={line.sku}>
                <b>{line.sku}</b> {t('stock_orders.came', { count: line.received })}
                {line.lost > 0 ? (
                  <span className={classes.short}>
                    {' '}
                    {t('stock_orders.lost_why', {
                      count: line.lost,
                      reason: word('loss_reason', line.reason),
                    })}
                  </span>
                ) : null}
              </div>
            ))}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
