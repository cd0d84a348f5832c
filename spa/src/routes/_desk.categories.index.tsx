import { ActionIcon } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import { IconArrowDown, IconArrowUp, IconPlus } from '@tabler/icons-react';
import type { Category } from '../api/model';
import { getListCategoriesQueryKey, orderCategories } from '../api/products';
import { allCategories } from '../ui/categories.ts';
import { useWords } from '../i18n';
import { useCan } from '../session.ts';
import type { Column } from '../ui/DataTable';
import { Action } from '../ui/Guarded';
import ui from '../ui/layout.module.css';
import { ListPage } from '../ui/ListPage';
import { useRefresh } from '../ui/refresh.ts';
import { Count } from '../ui/text';
import { useToast } from '../ui/toast.ts';

export const Route = createFileRoute('/_desk/categories/')({ component: Categories });

/** Moves a category one place; the list shows it at once, and goes back where that is refused. */
function useMove(): (from: number, to: number) => void {
  const queries = useQueryClient();
  const refresh = useRefresh();
  const toast = useToast();
  const { queryKey } = allCategories();
  const { mutate } = useMutation({
    mutationFn: (order: readonly Category[]) => orderCategories({ ids: order.map(({ id }) => id) }),
    onError: toast.failed,
    onSettled: () => refresh(getListCategoriesQueryKey()),
  });
  return (from, to) => {
    const order = [...(queries.getQueryData(queryKey) ?? [])];
    const [moved] = order.splice(from, 1);
    if (!moved) return;
    order.splice(to, 0, moved);
    queries.setQueryData(queryKey, order);
    mutate(order);
  };
}

function Categories() {
  const { t, locale } = useWords();
  const can = useCan();
  const navigate = useNavigate();
  const move = useMove();
  const { data, error, refetch } = useQuery(allCategories());
  const nameOf = ({ texts, slug }: Category) => texts[locale]?.name ?? slug;
  const columns: Column<Category>[] = [
    {
      id: 'name',
      heading: t('staff.name'),
      lead: true,
      cell: (row) => (
        <Link className={ui.link} to="/categories/$categoryId" params={{ categoryId: row.id }}>
          {nameOf(row)}
        </Link>
      ),
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
          <Count value={row.products} />
        </Link>
      ),
    },
    {
      id: 'move',
      heading: t('list.actions'),
      isHeadingHidden: true,
      numeric: true,
      cell: (row) => {
        const at = data?.indexOf(row) ?? -1;
        return can('products.write') ? (
          <span className={ui.price}>
            <ActionIcon
              aria-label={t('categories.up', { name: nameOf(row) })}
              disabled={at <= 0}
              onClick={() => move(at, at - 1)}
            >
              <IconArrowUp size={17} />
            </ActionIcon>
            <ActionIcon
              aria-label={t('categories.down', { name: nameOf(row) })}
              disabled={at === (data?.length ?? 0) - 1}
              onClick={() => move(at, at + 1)}
            >
              <IconArrowDown size={17} />
            </ActionIcon>
          </span>
        ) : null;
      },
    },
  ];
  return (
    <ListPage
      title={t('nav.categories')}
      lead={t('categories.lead')}
      actions={
        <Action
          needs="products.write"
          leftSection={<IconPlus size={16} />}
          onClick={() => void navigate({ to: '/categories/new' })}
        >
          {t('categories.new')}
        </Action>
      }
      source={{ rows: data, error, retry: refetch, more: undefined, isReadingMore: false }}
      columns={columns}
      keyOf={({ id }) => id}
      nothing={t('categories.none')}
      hint={t('categories.none_hint')}
    />
  );
}
