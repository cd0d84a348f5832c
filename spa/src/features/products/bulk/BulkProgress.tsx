import { Button, Progress } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { BulkEditRecord } from '../../../api/model';
import { getGetBulkEditQueryOptions, undoBulkEdit } from '../../../api/products';
import { useWords } from '../../../i18n';
import { Action } from '../../../ui/Guarded';
import ui from '../../../ui/layout.module.css';
import { Awaited } from '../../../ui/states';
import { Status } from '../../../ui/Status';
import { useToast } from '../../../ui/toast.ts';
import { useFieldNames } from '../fieldNames.ts';

const LOOK_MS = 1_000;

function isMoving({ status }: { status: BulkEditRecord['status'] }): boolean {
  return status === 'running' || status === 'undoing';
}

/** How far an edit is, what it left out and why, and the way back. */
export function BulkProgress({ editId, close }: { editId: string; close: () => void }) {
  const { t, locale } = useWords();
  const toast = useToast();
  const found = useQuery({
    ...getGetBulkEditQueryOptions(editId, { language: locale }),
    refetchInterval: ({ state }) => (state.data && !isMoving(state.data) ? false : LOOK_MS),
  });
  const undo = useMutation({
    mutationFn: () => undoBulkEdit(editId),
    onError: toast.failed,
    onSettled: () => found.refetch(),
  });
  return (
    <Awaited query={found}>
      {(edit) => (
        <div className={ui.form}>
          <p>
            <Status family="bulk_edit" code={edit.status} />
          </p>
          <Progress
            aria-label={t('bulk.progress')}
            value={
              edit.status === 'undoing' || edit.status === 'undone'
                ? (100 * edit.undone) / Math.max(1, edit.changed)
                : (100 * edit.done) / Math.max(1, edit.items)
            }
          />
          <p role="status">
            {t('bulk.counts', {
              done: edit.done,
              items: edit.items,
              changed: edit.changed,
              refused: edit.refused,
            })}
          </p>
          {edit.kept > 0 ? <p>{t('bulk.kept', { count: edit.kept })}</p> : null}
          <Noted edit={edit} />
          <div className={ui.end}>
            <Action
              needs="products.write"
              variant="default"
              because={
                isMoving(edit)
                  ? t('bulk.wait')
                  : edit.status === 'undone'
                    ? t('bulk.is_undone')
                    : undefined
              }
              loading={undo.isPending}
              onClick={() => undo.mutate()}
            >
              {t('bulk.undo')}
            </Action>
            <Button onClick={close}>{t('action.close')}</Button>
          </div>
        </div>
      )}
    </Awaited>
  );
}

function Noted({ edit }: { edit: BulkEditRecord }) {
  const { t, known } = useWords();
  const { nameOf } = useFieldNames();
  if (edit.noted.length === 0) return null;
  return (
    <ul aria-label={t('bulk.noted')}>
      {edit.noted.map(({ product_id: id, name, refusal, kept }) => (
        <li key={id}>
          {name || id}:{' '}
          {refusal
            ? (known(`problem.${refusal}`) ?? refusal)
            : t('bulk.kept_fields', { fields: kept.map(nameOf).join(', ') })}
        </li>
      ))}
    </ul>
  );
}
