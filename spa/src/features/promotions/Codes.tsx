import { Button, Progress } from '@mantine/core';
import { IconDownload, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  getExportCodeBatchUrl,
  getListCodeBatchesQueryOptions,
  getListPromotionCodesQueryKey,
  listPromotionCodes,
  removePromotionCode,
} from '../../api/marketing';
import type { CodeBatch, PromotionCode } from '../../api/model';
import { useWords } from '../../i18n';
import { DataTable, type Column } from '../../ui/DataTable';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { Remove } from '../../ui/Remove';
import { useRows } from '../../ui/rows.ts';
import { Count, When } from '../../ui/text';
import { AddCode, LimitCode, MakeCodes, useCodesChanged } from './CodeDialogs';
import classes from './promotions.module.css';
import type { PromotionRecord } from './types.ts';

const LOOK_MS = 2_000;

/** Its codes, one by one and by the thousand. */
export function Codes({ promotion }: { promotion: PromotionRecord }) {
  const { t } = useWords();
  const [isAdding, setAdding] = useState(false);
  const [isMaking, setMaking] = useState(false);
  return (
    <Panel
      title={t('promotions.codes')}
      aside={
        <span className={ui.row}>
          <Action needs="promotions.write" variant="default" onClick={() => setMaking(true)}>
            {t('promotions.make_codes')}
          </Action>
          <Action
            needs="promotions.write"
            variant="default"
            leftSection={<IconPlus size={16} />}
            onClick={() => setAdding(true)}
          >
            {t('promotions.add_code')}
          </Action>
        </span>
      }
      flush
    >
      <Batches promotionId={promotion.id} />
      {promotion.needs_code && promotion.codes === 0 && promotion.status === 'active' ? (
        <p className={classes.unusable} role="status">
          {t('promotions.active_without_code')}
        </p>
      ) : null}
      <CodeTable promotionId={promotion.id} />
      {isAdding ? <AddCode promotionId={promotion.id} close={() => setAdding(false)} /> : null}
      {isMaking ? <MakeCodes promotionId={promotion.id} close={() => setMaking(false)} /> : null}
    </Panel>
  );
}

function CodeTable({ promotionId }: { promotionId: string }) {
  const { t } = useWords();
  const changed = useCodesChanged(promotionId);
  const [limited, setLimited] = useState<PromotionCode | null>(null);
  const source = useRows({
    key: getListPromotionCodesQueryKey(promotionId),
    read: (cursor, request) => listPromotionCodes(promotionId, cursor, request),
  });
  const columns: Column<PromotionCode>[] = [
    {
      id: 'code',
      heading: t('promotions.code'),
      lead: true,
      cell: (row) => <span className={ui.mono}>{row.code}</span>,
    },
    {
      id: 'used',
      heading: t('promotions.uses'),
      numeric: true,
      cell: (row) => (
        <>
          <Count value={row.used} />
          {row.max_uses === null ? null : (
            <>
              {' / '}
              <Count value={row.max_uses} />
            </>
          )}
        </>
      ),
    },
    {
      id: 'remove',
      heading: t('action.delete'),
      isHeadingHidden: true,
      numeric: true,
      cell: (row) => (
        <span className={ui.row}>
          <Action
            needs="promotions.write"
            size="xs"
            variant="default"
            aria-label={t('promotions.limit_title', { code: row.code })}
            onClick={() => setLimited(row)}
          >
            {t('promotions.limit')}
          </Action>
          <Remove
            needs="promotions.write"
            label={t('action.delete')}
            title={t('settings.remove_title', { name: row.code })}
            explained={t('promotions.remove_code')}
            because={row.used > 0 ? t('promotions.used_stays') : undefined}
            remove={() => removePromotionCode(row.code)}
            removed={changed}
          />
        </span>
      ),
    },
  ];
  return (
    <>
      <DataTable
        source={source}
        columns={columns}
        keyOf={(row) => row.code}
        caption={t('promotions.codes')}
        nothing={t('promotions.no_codes')}
        hint={t('promotions.no_codes_hint')}
        isWhole={false}
      />
      {limited ? (
        <LimitCode promotionId={promotionId} code={limited} close={() => setLimited(null)} />
      ) : null}
    </>
  );
}

/** What is made in the background: how far it is, and the file once it is done. */
function Batches({ promotionId }: { promotionId: string }) {
  const { data } = useQuery(
    getListCodeBatchesQueryOptions(promotionId, {
      query: {
        refetchInterval: (query) =>
          query.state.data?.items.some(({ status }) => status === 'making') ? LOOK_MS : false,
      },
    }),
  );
  if (!data || data.items.length === 0) return null;
  return (
    <ul className={ui.lines}>
      {data.items.map((batch) => (
        <li key={batch.id}>
          <OneBatch batch={batch} />
        </li>
      ))}
    </ul>
  );
}

function OneBatch({ batch }: { batch: CodeBatch }) {
  const { t, n } = useWords();
  const said = n('promotions.batch', batch.wanted, { prefix: batch.prefix || '—' });
  if (batch.status === 'making')
    return (
      <div className={classes.progress}>
        {said} · <Count value={batch.made} />
        <Progress
          aria-label={t('promotions.making')}
          value={(100 * batch.made) / batch.wanted}
          animated
        />
      </div>
    );
  return (
    <span className={ui.row}>
      {said} · <When at={batch.created_at} />
      <Button
        component="a"
        href={getExportCodeBatchUrl(batch.id)}
        download
        variant="default"
        size="xs"
        leftSection={<IconDownload size={14} />}
      >
        {t('promotions.download_codes')}
      </Button>
    </span>
  );
}
