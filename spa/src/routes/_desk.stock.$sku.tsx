import { useQuery } from '@tanstack/react-query';
import { createFileRoute, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { getGetStockQueryOptions } from '../api/stock';
import { Adjust } from '../features/stock/Adjust';
import { AsOf } from '../features/stock/AsOf';
import { Backorders } from '../features/stock/Backorders';
import { Incoming } from '../features/stock/Incoming';
import { Ledger } from '../features/stock/Ledger';
import { Levels } from '../features/stock/Levels';
import { Threshold } from '../features/stock/Threshold';
import { useWords } from '../i18n';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { useOptions } from '../ui/options.ts';
import { Page, Panel } from '../ui/Page';
import { Awaited } from '../ui/states';
import { Status } from '../ui/Status';

export const Route = createFileRoute('/_desk/stock/$sku')({ component: StockPage });

function StockPage() {
  const { sku } = Route.useParams();
  const { t, locale } = useWords();
  const inWords = useOptions();
  const stock = useQuery(getGetStockQueryOptions(sku, { language: locale }));
  const [isOpen, setOpen] = useState(false);
  const { data } = stock;
  return (
    <Page
      name={sku}
      title={
        <span className={ui.row}>
          {sku}
          {data ? <Status family="availability" code={data.availability} /> : null}
        </span>
      }
      back={{ to: '/stock', label: t('nav.stock') }}
      lead={
        data ? (
          <Link
            className={ui.link}
            to="/products/$productId"
            params={{ productId: data.product_id }}
          >
            {[data.name, inWords(data.options)].filter(Boolean).join(' · ')}
          </Link>
        ) : undefined
      }
      actions={
        <Action needs="stock.adjust" onClick={() => setOpen(true)}>
          {t('stock.adjust')}
        </Action>
      }
    >
      <Awaited query={stock}>
        {(found) => (
          <>
            <Levels stock={found} />
            <div className={ui.split}>
              <Incoming stock={found} />
              <div className={ui.stack}>
                <Backorders stock={found} />
                <Threshold stock={found} />
              </div>
            </div>
            <div className={ui.split}>
              <Panel title={t('stock.ledger')} flush>
                <Ledger sku={sku} />
              </Panel>
              <Panel title={t('stock.as_of')}>
                <AsOf sku={sku} />
              </Panel>
            </div>
            {isOpen ? <Adjust stock={found} close={() => setOpen(false)} /> : null}
          </>
        )}
      </Awaited>
    </Page>
  );
}
