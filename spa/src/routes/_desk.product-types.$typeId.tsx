import { useQuery } from '@tanstack/react-query';
import { createFileRoute, useNavigate } from '@tanstack/react-router';
import {
  getGetProductTypeQueryOptions,
  getListProductTypesQueryKey,
  removeProductType,
} from '../api/products';
import { TypeForm } from '../features/productTypes/TypeForm';
import { useWords } from '../i18n';
import { ifMatch } from '../ui/ifMatch.ts';
import { typeName } from '../ui/productTypes.ts';
import { RecordPage } from '../ui/RecordPage';
import { useRefresh } from '../ui/refresh.ts';
import { Remove } from '../ui/Remove';

export const Route = createFileRoute('/_desk/product-types/$typeId')({ component: TypePage });

function TypePage() {
  const { typeId } = Route.useParams();
  const { t, n, locale } = useWords();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const type = useQuery(getGetProductTypeQueryOptions(typeId));
  return (
    <RecordPage
      query={type}
      back={{ to: '/product-types', label: t('nav.product_types') }}
      title={(found) => typeName(found, locale)}
      history={() => `product_type:${typeId}`}
      actions={(found) => (
        <Remove
          needs="products.write"
          label={t('action.delete')}
          title={t('settings.remove_title', { name: typeName(found, locale) })}
          explained={t('types.remove')}
          because={found.products > 0 ? n('types.in_use', found.products) : undefined}
          remove={() => removeProductType(typeId, ifMatch(found.version))}
          removed={async () => {
            await navigate({ to: '/product-types' });
            await refresh(getListProductTypesQueryKey());
          }}
        />
      )}
    >
      {(found) => <TypeForm key={typeId} type={found} />}
    </RecordPage>
  );
}
