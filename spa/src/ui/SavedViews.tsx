import { Button, Menu } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { SavedView, ViewedList } from '../api/model';
import { getListViewsQueryKey, getListViewsQueryOptions, removeView, saveView } from '../api/views';
import { useWords } from '../i18n';
import type { Column } from './DataTable';
import { DialogForm } from './form/DialogForm';
import { useForm } from './form/useForm.ts';
import { useRefresh } from './refresh.ts';
import { useSearchChange, type SearchValues } from './search.ts';
import { useToast } from './toast.ts';

interface SavedViewsProps {
  list: ViewedList;
  search: SearchValues;
}

/** The views of a list: one's own and everybody's; what the address keeps now can become one more. */
export function SavedViews({ list, search }: SavedViewsProps) {
  const { t } = useWords();
  const change = useSearchChange();
  const refresh = useRefresh();
  const toast = useToast();
  const [isSaving, setSaving] = useState(false);
  const { data } = useQuery(getListViewsQueryOptions({ of: list }));
  const kept = keptOf(search);
  const changed = () => refresh(getListViewsQueryKey({ of: list }));
  function show(view: SavedView) {
    const none = Object.fromEntries(Object.keys(search).map((name) => [name, undefined]));
    change({ ...none, ...view.search });
  }
  async function remove(view: SavedView) {
    try {
      await removeView(view.id);
      toast.done('form.removed');
    } catch (failure) {
      toast.failed(failure);
    }
    await changed();
  }
  return (
    <>
      <Menu position="bottom-end" withinPortal width={260}>
        <Menu.Target>
          <Button variant="default">{t('views.button')}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {data?.items.length === 0 ? <Menu.Label>{t('views.none')}</Menu.Label> : null}
          {data?.items.map((view) => (
            <Menu.Item key={view.id} onClick={() => show(view)}>
              {view.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item disabled={Object.keys(kept).length === 0} onClick={() => setSaving(true)}>
            {Object.keys(kept).length === 0 ? t('views.nothing') : t('views.save')}
          </Menu.Item>
          {data?.items
            .filter((view) => view.is_own)
            .map((view) => (
              <Menu.Item
                key={`remove ${view.id}`}
                color="red"
                leftSection={<IconTrash size={14} aria-hidden="true" />}
                onClick={() => void remove(view)}
              >
                {t('views.remove', { name: view.name })}
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
      {isSaving ? (
        <Save list={list} search={kept} close={() => setSaving(false)} saved={changed} />
      ) : null}
    </>
  );
}

function keptOf(search: SearchValues): Record<string, string> {
  return Object.fromEntries(
    Object.entries(search).flatMap(([name, value]) => (value ? [[name, String(value)]] : [])),
  );
}

interface SaveProps {
  list: ViewedList;
  search: Record<string, string>;
  close: () => void;
  saved: () => unknown;
}

function Save({ list, search, close, saved }: SaveProps) {
  const { t } = useWords();
  const [viewId] = useState(() => crypto.randomUUID());
  const form = useForm<{ name: string; is_shared: boolean }, SavedView>({
    fields: [
      { kind: 'text', name: 'name', label: t('views.name'), required: true, most: 60 },
      { kind: 'switch', name: 'is_shared', label: t('views.shared') },
    ],
    read: { name: '', is_shared: false },
    save: ({ name, is_shared }) => saveView(viewId, { list, name, is_shared, search }),
    saved: async () => {
      close();
      await saved();
    },
  });
  return <DialogForm form={form} title={t('views.save')} close={close} />;
}

interface ColumnsMenuProps<Row> {
  columns: readonly Column<Row>[];
  hidden: ReadonlySet<string>;
}

/** Which columns a list shows; those that are hidden stand in the address, and so in a view. */
export function ColumnsMenu<Row>({ columns, hidden }: ColumnsMenuProps<Row>) {
  const { t } = useWords();
  const change = useSearchChange();
  function turn(id: string) {
    const next = new Set(hidden);
    if (!next.delete(id)) next.add(id);
    change({ hide: next.size > 0 ? [...next].join(',') : undefined });
  }
  return (
    <Menu position="bottom-end" withinPortal closeOnItemClick={false}>
      <Menu.Target>
        <Button variant="default">{t('views.columns')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {columns
          .filter(({ lead }) => !lead)
          .map(({ id, heading }) => (
            <Menu.CheckboxItem key={id} checked={!hidden.has(id)} onChange={() => turn(id)}>
              {heading}
            </Menu.CheckboxItem>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}
