import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { getGetImportMatchingQueryOptions, useMatchImport } from '../../api/imports';
import type { Matching as FileMatching } from '../../api/model';
import { codeOf } from '../../codes/untyped.ts';
import { useWords } from '../../i18n';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { Awaited } from '../../ui/states';
import { useToast } from '../../ui/toast.ts';
import { fieldName } from './fieldName.ts';
import classes from './imports.module.css';

interface MatchingProps {
  importId: string;
  matched: () => Promise<unknown>;
  cancel?: (() => void) | undefined;
}

/** Which column of the file is which: proposed by its headings, changed by hand. */
export function Matching({ importId, matched, cancel }: MatchingProps) {
  const found = useQuery(getGetImportMatchingQueryOptions(importId));
  return (
    <Awaited query={found}>
      {(data) => <MatchingForm importId={importId} data={data} matched={matched} cancel={cancel} />}
    </Awaited>
  );
}

const PRICED = new Set(['products', 'prices']);
const NAMED = new Set(['products', 'categories', 'customers']);

function MatchingForm({ importId, data, matched, cancel }: MatchingProps & { data: FileMatching }) {
  const { t, word } = useWords();
  const toast = useToast();
  const known = data.kinds.some(({ code }) => code === data.kind);
  const [code, setCode] = useState(known ? data.kind : '');
  const kind = data.kinds.find((one) => one.code === code);
  const [columns, setColumns] = useState<readonly string[]>(data.columns ?? kind?.proposed ?? []);
  const [currency, setCurrency] = useState(data.currency);
  const [language, setLanguage] = useState(data.language);
  const [clearsEmpty, setClearsEmpty] = useState(data.clears_empty);
  const match = useMatchImport({ mutation: { onSuccess: matched, onError: toast.failed } });
  const missing = kind?.columns.filter((one) => one.is_needed && !columns.includes(one.code)) ?? [];
  const isWoo = data.source === 'woocommerce' && code === 'products';
  const because = !kind
    ? t('imports.kind_first')
    : missing.length > 0 && !isWoo
      ? t('imports.column_missing', {
          columns: missing.map((one) => fieldName(one.code, { word })).join(', '),
        })
      : undefined;
  function choose(next: string) {
    setCode(next);
    setColumns(data.kinds.find((one) => one.code === next)?.proposed ?? []);
  }
  return (
    <Panel title={t('imports.matching')}>
      <div className={ui.form}>
        <p className={ui.soft}>
          {data.is_remembered
            ? t('imports.is_remembered')
            : data.source === 'lonja'
              ? t('imports.matching_lead')
              : t('imports.matching_from', {
                  shop: word('import_source', codeOf('import_source', data.source)),
                })}
        </p>
        <div className={classes.choices}>
          <NativeSelect
            label={t('imports.kind')}
            value={code}
            onChange={(event) => choose(event.currentTarget.value)}
            data={[
              { value: '', label: t('imports.kind_choose') },
              ...data.kinds.map((one) => ({
                value: one.code,
                label: word('import_kind', codeOf('import_kind', one.code)),
              })),
            ]}
          />
          {PRICED.has(code) && data.currencies.length > 1 ? (
            <NativeSelect
              label={t('imports.currency')}
              value={currency}
              onChange={(event) => setCurrency(event.currentTarget.value)}
              data={[...data.currencies]}
            />
          ) : null}
          {NAMED.has(code) && data.languages.length > 1 ? (
            <NativeSelect
              label={t('imports.language')}
              value={language}
              onChange={(event) => setLanguage(event.currentTarget.value)}
              data={data.languages.map((one) => ({
                value: one,
                label: word('language', codeOf('language', one)),
              }))}
            />
          ) : null}
          <NativeSelect
            label={t('imports.empty_cells')}
            description={clearsEmpty ? t('imports.empty_clear_hint') : undefined}
            value={clearsEmpty ? 'clear' : 'keep'}
            onChange={(event) => setClearsEmpty(event.currentTarget.value === 'clear')}
            data={[
              { value: 'keep', label: t('imports.empty_keep') },
              { value: 'clear', label: t('imports.empty_clear') },
            ]}
          />
        </div>
        {kind ? (
          <ColumnTable data={data} kind={kind} columns={columns} change={setColumns} />
        ) : null}
        {because ? <p className={ui.soft}>{because}</p> : null}
        <div className={ui.end}>
          {cancel ? (
            <Button variant="default" onClick={cancel}>
              {t('action.cancel')}
            </Button>
          ) : null}
          <Action
            needs="imports.run"
            because={because}
            loading={match.isPending}
            onClick={() =>
              match.mutate({
                importId,
                data: {
                  kind: code,
                  columns: [...columns],
                  currency,
                  language,
                  clears_empty: clearsEmpty,
                },
              })
            }
          >
            {t('imports.check')}
          </Action>
        </div>
      </div>
    </Panel>
  );
}

interface ColumnTableProps {
  data: FileMatching;
  kind: FileMatching['kinds'][number];
  columns: readonly string[];
  change: (columns: readonly string[]) => void;
}

function ColumnTable({ data, kind, columns, change }: ColumnTableProps) {
  const { t, word } = useWords();
  return (
    <table className={classes.columns}>
      <caption className={classes.caption}>{t('imports.columns')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('imports.of_file')}</th>
          <th scope="col">{t('imports.sample')}</th>
          <th scope="col">{t('imports.of_shop')}</th>
        </tr>
      </thead>
      <tbody>
        {data.headings.map((heading, at) => (
          // The headings of a file never change their order, and may be alike.
          // oxlint-disable-next-line react/no-array-index-key
          <tr key={at}>
            <th scope="row">{heading || t('imports.no_heading')}</th>
            <td className={classes.sample}>
              {data.sample
                .map((row) => row[at])
                .filter(Boolean)
                .slice(0, 2)
                .join(' · ')}
            </td>
            <td>
              <NativeSelect
                aria-label={t('imports.column_for', { heading: heading || String(at + 1) })}
                value={columns[at] ?? ''}
                onChange={({ currentTarget: { value } }) =>
                  change(
                    data.headings.map((_, other) =>
                      other === at ? value : columns[other] === value ? '' : (columns[other] ?? ''),
                    ),
                  )
                }
                data={[
                  { value: '', label: t('imports.not_used') },
                  ...kind.columns.map((one) => ({
                    value: one.code,
                    label: fieldName(one.code, { word }),
                  })),
                ]}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
