import { useQuery } from '@tanstack/react-query';
import { createFileRoute, useNavigate } from '@tanstack/react-router';
import {
  getGetCollectionQueryOptions,
  getListCollectionsQueryKey,
  removeCollection,
} from '../api/products';
import { CollectionForm } from '../features/collections/CollectionForm';
import { useWords } from '../i18n';
import { ifMatch } from '../ui/ifMatch.ts';
import { RecordPage } from '../ui/RecordPage';
import { useRefresh } from '../ui/refresh.ts';
import { Remove } from '../ui/Remove';

export const Route = createFileRoute('/_desk/collections/$collectionId')({
  component: CollectionPage,
});

function CollectionPage() {
  const { collectionId } = Route.useParams();
  const { t, locale } = useWords();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const collection = useQuery(getGetCollectionQueryOptions(collectionId));
  return (
    <RecordPage
      query={collection}
      back={{ to: '/collections', label: t('nav.collections') }}
      title={({ texts, slug }) => texts[locale]?.name ?? slug}
      history={() => `collection:${collectionId}`}
      actions={({ texts, slug, version }) => (
        <Remove
          needs="products.write"
          label={t('action.delete')}
          title={t('settings.remove_title', { name: texts[locale]?.name ?? slug })}
          explained={t('collections.remove')}
          remove={() => removeCollection(collectionId, ifMatch(version))}
          removed={async () => {
            await navigate({ to: '/collections' });
            await refresh(getListCollectionsQueryKey());
          }}
        />
      )}
    >
      {(found) => <CollectionForm key={collectionId} collection={found} />}
    </RecordPage>
  );
}
