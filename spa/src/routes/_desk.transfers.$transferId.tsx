import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import type { Transfer } from '../api/model';
import { getGetTransferQueryOptions } from '../api/transfers';
import { AddLines } from '../features/stockOrders/AddLines';
import { useTransferDoing } from '../features/stockOrders/doing.ts';
import { Facts } from '../features/stockOrders/Facts';
import { Receipts } from '../features/stockOrders/Receipts';
import { TransferSteps } from '../features/stockOrders/Steps';
import { StockLines } from '../features/stockOrders/StockLines';
import { ChangeTransfer } from '../features/stockOrders/TransferForm';
import { useWords } from '../i18n';
import { useChoices } from '../ui/choices.ts';
import { useLocationName } from '../ui/locations.ts';
import { RecordPage } from '../ui/RecordPage';
import { Status } from '../ui/Status';

export const Route = createFileRoute('/_desk/transfers/$transferId')({ component: TransferPage });

function TransferPage() {
  const { transferId } = Route.useParams();
  const { t, locale } = useWords();
  const one = useQuery(getGetTransferQueryOptions(transferId, { language: locale }));
  return (
    <RecordPage
      query={one}
      back={{ to: '/transfers', label: t('nav.transfers') }}
      title={(found) => found.number}
      status={(found) => <Status family="stock_order" code={found.status} />}
      history={() => `stock_order:${transferId}`}
      actions={(found) => <Actions one={found} />}
      side={(found) => <Side one={found} />}
    >
      {(found) => <Goods one={found} />}
    </RecordPage>
  );
}

function Actions({ one }: { one: Transfer }) {
  return <TransferSteps one={one} doing={useTransferDoing(one)} />;
}

function Goods({ one }: { one: Transfer }) {
  const doing = useTransferDoing(one);
  const [currency = 'EUR'] = useChoices().currencies;
  return (
    <>
      <StockLines one={one} doing={doing} needs="stock.adjust">
        <AddLines one={one} doing={doing} currency={currency} />
      </StockLines>
      <Receipts one={one} />
    </>
  );
}

function Side({ one }: { one: Transfer }) {
  const { t } = useWords();
  const nameAt = useLocationName();
  const { refreshed } = useTransferDoing(one);
  return (
    <Facts
      one={one}
      change={(close) => <ChangeTransfer one={one} refreshed={refreshed} close={close} />}
    >
      <dt>{t('transfers.from')}</dt>
      <dd>{nameAt(one.origin)}</dd>
      <dt>{t('transfers.to')}</dt>
      <dd>{nameAt(one.destination)}</dd>
    </Facts>
  );
}
