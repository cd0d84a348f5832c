import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import type { Category } from '../api/model';
import { getListCategoriesQueryKey, orderCategories } from '../api/products';
import { PlacedName, Steps } from '../features/categories/Place';
import { allCategories } from '../ui/categories.ts';
import { afterMove, type Move } from '../ui/categoryTree.ts';
import { useWords } from '../i18n';
import { useCan } from '../session.ts';
import type { Column } from '../ui/DataTable';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { ExportMenu } from '../features/exports/ExportMenu';
import { ListPage } from '../ui/ListPage';
import { useRefresh } from '../ui/refresh.ts';
import { Count } from '../ui/text';
import { useToast } from '../ui/toast.ts';

export const Route = createFileRoute('/_desk/categories/')({ component: Categories });

/** Moves a category; the list shows it at once, and goes back where that is refused. */
function useMove(): (move: Move) => void {
  const queries = useQueryClient();
  const refresh = useRefresh();
  const toast = useToast();
  const { queryKey } = allCategories();
  const { mutate } = useMutation({
    mutationFn: ({ parent_id, ids }: Move) => orderCategories({ parent_id, ids: [...ids] }),
    onError: toast.failed,
    onSettled: () => refresh(getListCategoriesQueryKey()),
  });
  return (move) => {
    queries.setQueryData(queryKey, (all) => all && afterMove(all, move));
    mutate(move);
  };
}

function Categories() {
  const { t } = useWords();
  const can = useCan();
  const navigate = useNavigate();
  const move = useMove();
  const { data, error, refetch } = useQuery(allCategories());
  const placeOf = (category: Category) => ({
    all: data ?? [],
    category,
    canWrite: can('products.write'),
    move,
  });
  const columns: Column<Category>[] = [
    {
      id: 'name',
      heading: t('staff.name'),
      lead: true,
      cell: (row) => <PlacedName {...placeOf(row)} />,
    },
    {
      id: 'slug',
      heading: t('categories.slug'),
      cell: (row) => <span className={ui.mono}>{row.slug}</span>,
    },
    {
      id: 'products',
      heading: t('nav.products'),
      numeric: true,
      cell: (row) => (
        <Link className={ui.link} to="/products" search={{ category: row.slug }}>
          <Count value={row.all_products} />
        </Link>
      ),
    },
    {
      id: 'move',
      heading: t('list.actions'),
      isHeadingHidden: true,
      numeric: true,
      cell: (row) => <Steps {...placeOf(row)} />,
    },
  ];
  return (
    <ListPage
      title={t('nav.categories')}
      lead={t('categories.lead')}
      actions={
        <>
          <ExportMenu names={['categories']} />
          <Action
            needs="products.write"
            leftSection={<IconPlus size={16} />}
            onClick={() => void navigate({ to: '/categories/new' })}
          >
            {t('categories.new')}
          </Action>
        </>
      }
      source={{ rows: data, error, retry: refetch, more: undefined, isReadingMore: false }}
      columns={columns}
      keyOf={({ id }) => id}
      nothing={t('categories.none')}
      hint={t('categories.none_hint')}
    />
  );
}
