import { FileInput, Textarea } from '@mantine/core';
import { useState } from 'react';
import {
  addRedirect,
  changeRedirect,
  getListRedirectsQueryKey,
  getRedirect,
  importRedirects,
  removeRedirect,
} from '../../api/content';
import type { Redirect } from '../../api/model';
import { Problem } from '../../fetching.ts';
import { useWords } from '../../i18n';
import { DialogForm } from '../../ui/form/DialogForm';
import { useForm } from '../../ui/form/useForm.ts';
import { FormDialog } from '../../ui/FormDialog';
import { ifMatch } from '../../ui/ifMatch.ts';
import { useRefresh } from '../../ui/refresh.ts';
import { Remove } from '../../ui/Remove';
import { useToast } from '../../ui/toast.ts';

interface Values {
  from_path: string;
  to_path: string;
}

interface RedirectDialogProps {
  /** Null: a new one. */
  redirect: Redirect | null;
  close: () => void;
}

export function RedirectDialog({ redirect, close }: RedirectDialogProps) {
  const { t } = useWords();
  const refresh = useRefresh();
  const form = useForm<Values, Redirect>({
    fields: [
      {
        kind: 'text',
        name: 'from_path',
        label: t('redirects.from'),
        hint: t('redirects.from_hint'),
        required: true,
        most: 500,
      },
      {
        kind: 'text',
        name: 'to_path',
        label: t('redirects.to'),
        hint: t('redirects.to_hint'),
        required: true,
        most: 500,
      },
    ],
    read: { from_path: redirect?.from_path ?? '', to_path: redirect?.to_path ?? '' },
    version: redirect?.version ?? 0,
    save: (values, { version }) =>
      redirect ? changeRedirect(redirect.id, values, ifMatch(version)) : addRedirect(values),
    ...(redirect
      ? {
          reload: async () => {
            const { version, from_path, to_path } = await getRedirect(redirect.id);
            return { values: { from_path, to_path }, version };
          },
        }
      : {}),
    saved: async () => {
      close();
      await refresh(getListRedirectsQueryKey());
    },
  });
  return (
    <DialogForm
      form={form}
      title={t(redirect ? 'redirects.change' : 'redirects.new')}
      close={close}
      aside={
        redirect ? (
          <Remove
            needs="content.write"
            label={t('action.delete')}
            title={t('settings.remove_title', { name: redirect.from_path })}
            explained={t('redirects.remove')}
            remove={() => removeRedirect(redirect.id, ifMatch(redirect.version))}
            removed={async () => {
              close();
              await refresh(getListRedirectsQueryKey());
            }}
          />
        ) : null
      }
    />
  );
}

interface RowProblem {
  row: number;
  code: string;
}

function rowsOf(failure: unknown): readonly RowProblem[] {
  const rows = failure instanceof Problem ? failure.facts['rows'] : [];
  return Array.isArray(rows) ? (rows as RowProblem[]) : [];
}

/** A file of two columns: all of it is taken, or nothing and each bad row is named. */
export function RedirectImport({ close }: { close: () => void }) {
  const { t, word } = useWords();
  const refresh = useRefresh();
  const toast = useToast();
  const [csv, setCsv] = useState('');
  const [wrong, setWrong] = useState<readonly RowProblem[]>([]);
  async function submit() {
    setWrong([]);
    try {
      await importRedirects({ csv });
    } catch (failure) {
      setWrong(rowsOf(failure));
      throw failure;
    }
    close();
    toast.done('redirects.imported');
    await refresh(getListRedirectsQueryKey());
  }
  return (
    <FormDialog
      title={t('redirects.import')}
      close={close}
      confirm={t('redirects.import')}
      submit={submit}
    >
      <FileInput
        label={t('redirects.file')}
        accept=".csv,text/csv"
        onChange={(file) => void file?.text().then(setCsv)}
      />
      <Textarea
        label={t('redirects.rows')}
        description={t('redirects.rows_hint')}
        autosize
        minRows={6}
        maxRows={14}
        maxLength={200_000}
        value={csv}
        onChange={(event) => setCsv(event.currentTarget.value)}
      />
      {wrong.length > 0 ? (
        <ul>
          {wrong.map(({ row, code }) => (
            <li key={row}>
              {t('redirects.row', { number: row })}{' '}
              {code === 'invalid'
                ? t('redirects.row_invalid')
                : word('problem', code as 'redirect_loop')}
            </li>
          ))}
        </ul>
      ) : null}
    </FormDialog>
  );
}
