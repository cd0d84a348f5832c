import { Button, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { BulkEditPreview, ProductsFilter } from '../../../api/model';
import {
  beginBulkEdit,
  getListBulkEditsQueryKey,
  getListProductsQueryKey,
  previewBulkEdit,
} from '../../../api/products';
import { useWords } from '../../../i18n';
import { Fields } from '../../../ui/form/Fields';
import { useForm } from '../../../ui/form/useForm.ts';
import { Choice } from '../../../ui/Filters';
import ui from '../../../ui/layout.module.css';
import { Leaving } from '../../../ui/Leaving';
import { Refusal } from '../../../ui/Refusal';
import { useRefresh } from '../../../ui/refresh.ts';
import { changeOf, UNCHANGED, type Selection, type Values } from './asking.ts';
import { BulkPreview } from './BulkPreview';
import { BulkProgress } from './BulkProgress';
import { useBulkFields } from './useBulkFields.ts';

interface BulkEditProps {
  chosen: readonly string[];
  /** What the list is filtered by: all of it may be meant. */
  filter: ProductsFilter;
  close: () => void;
}

/** Many products are changed: said, seen before and after, then done in the background. */
export function BulkEdit({ chosen, filter, close: leave }: BulkEditProps) {
  const refresh = useRefresh();
  const close = () => {
    leave();
    void refresh(getListProductsQueryKey(), getListBulkEditsQueryKey());
  };
  const { t, n, locale } = useWords();
  const [scope, setScope] = useState(chosen.length > 0 ? 'chosen' : 'all');
  const [preview, setPreview] = useState<BulkEditPreview | null>(null);
  const [begun, setBegun] = useState<string | null>(null);
  // One id for what is seen: pressed twice it begins once.
  const [editId, setEditId] = useState(() => crypto.randomUUID());
  const selection: Selection = scope === 'chosen' ? { product_ids: [...chosen] } : { filter };
  const form = useForm<Values, BulkEditPreview>({
    read: UNCHANGED,
    fields: useBulkFields(),
    check: (values) => (changeOf(values) ? {} : { price: t('bulk.nothing') }),
    save: (values) =>
      previewBulkEdit({ selection, change: changeOf(values) ?? {} }, { language: locale }),
    saved: (found) => {
      setEditId(crypto.randomUUID());
      setPreview(found);
    },
    isQuiet: true,
  });
  const begin = useMutation({
    mutationFn: () => beginBulkEdit(editId, { selection, change: changeOf(form.values) ?? {} }),
    onSuccess: ({ id }) => setBegun(id),
  });
  return (
    <Modal
      opened
      onClose={close}
      title={t('bulk.title')}
      size="xl"
      closeOnClickOutside={!form.isChanged}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Leaving isChanged={form.isChanged && begun === null && preview === null} />
      {begun ? (
        <BulkProgress editId={begun} close={close} />
      ) : preview ? (
        <div className={ui.form}>
          <Refusal {...(begin.error ? { failure: begin.error } : {})} />
          <BulkPreview preview={preview} />
          <div className={ui.end}>
            <Button variant="default" onClick={() => setPreview(null)}>
              {t('bulk.back')}
            </Button>
            <Button
              disabled={preview.changed === 0}
              loading={begin.isPending}
              onClick={() => begin.mutate()}
            >
              {n('bulk.begin', preview.total)}
            </Button>
          </div>
        </div>
      ) : (
        <form
          className={ui.form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            event.stopPropagation();
            void form.submit();
          }}
        >
          <Refusal
            {...(form.failure && Object.keys(form.errors).length === 0
              ? { failure: form.failure }
              : {})}
          />
          {chosen.length > 0 ? (
            <Choice
              label={t('bulk.scope')}
              value={scope}
              options={[
                ['chosen', n('bulk.chosen', chosen.length)],
                ['all', t('bulk.all')],
              ]}
              change={(to) => setScope(to)}
            />
          ) : (
            <p>{t('bulk.all')}</p>
          )}
          <Fields form={form} />
          <div className={ui.end}>
            <Button variant="default" onClick={close}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" loading={form.isSaving}>
              {t('bulk.preview')}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
