import { useQuery } from '@tanstack/react-query';
import { createFileRoute, useNavigate } from '@tanstack/react-router';
import {
  getGetPriceListQueryOptions,
  getListPriceListsQueryKey,
  removePriceList,
} from '../api/products';
import { ExportMenu } from '../features/exports/ExportMenu';
import { ListedPrices } from '../features/priceLists/ListedPrices';
import { PriceListForm } from '../features/priceLists/PriceListForm';
import { useWords } from '../i18n';
import { ifMatch } from '../ui/ifMatch.ts';
import ui from '../ui/layout.module.css';
import { RecordPage } from '../ui/RecordPage';
import { useRefresh } from '../ui/refresh.ts';
import { Remove } from '../ui/Remove';

export const Route = createFileRoute('/_desk/price-lists/$listId')({ component: PriceListPage });

function PriceListPage() {
  const { listId } = Route.useParams();
  const { t } = useWords();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const list = useQuery(getGetPriceListQueryOptions(listId));
  return (
    <RecordPage
      query={list}
      back={{ to: '/price-lists', label: t('nav.price_lists') }}
      title={(found) => found.name}
      history={() => `price_list:${listId}`}
      actions={({ name, version }) => (
        <>
          <ExportMenu names={['tier_prices']} filters={{ q: name }} />
          <Remove
            needs="prices.write"
            label={t('action.delete')}
            title={t('settings.remove_title', { name })}
            explained={t('price_lists.remove')}
            remove={() => removePriceList(listId, ifMatch(version))}
            removed={async () => {
              await navigate({ to: '/price-lists' });
              await refresh(getListPriceListsQueryKey());
            }}
          />
        </>
      )}
    >
      {(found) => (
        <div className={ui.stack}>
          <PriceListForm key={listId} list={found} />
          <ListedPrices list={found} />
        </div>
      )}
    </RecordPage>
  );
}
