import { NumberInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { StockOrderLine } from '../../api/model';
import { useWords } from '../../i18n';
import { useCan } from '../../session.ts';
import { DataTable, type Column } from '../../ui/DataTable';
import { Action } from '../../ui/Guarded';
import ui from '../../ui/layout.module.css';
import { useOptions } from '../../ui/options.ts';
import { Panel } from '../../ui/Page';
import { Count } from '../../ui/text';
import { useToast } from '../../ui/toast.ts';
import type { Doing, StockOrder } from './doing.ts';
import classes from './stockOrders.module.css';

interface StockLinesProps {
  one: StockOrder;
  doing: Doing;
  needs: 'stock.adjust';
  more?: readonly Column<StockOrderLine>[];
  children?: ReactNode;
}

const SHOWN = 100;
const NO_MORE: readonly Column<StockOrderLine>[] = [];

/** What is sent: quantities are typed while it is a draft, and followed afterwards. */
export function StockLines({ one, doing, needs, more = NO_MORE, children }: StockLinesProps) {
  const { t } = useWords();
  const inWords = useOptions();
  const mayWrite = useCan()(needs);
  const [shown, setShown] = useState(SHOWN);
  const isDraft = one.status === 'draft';
  const columns: Column<StockOrderLine>[] = [
    {
      id: 'goods',
      heading: t('stock_orders.goods'),
      lead: true,
      cell: (line) => (
        <span className={ui.wide}>
          <Link className={ui.link} to="/stock/$sku" params={{ sku: line.sku }}>
            {line.sku}
          </Link>
          <span className={ui.soft}>
            {' '}
            {[line.name, inWords(line.options)].filter(Boolean).join(' · ')}
          </span>
        </span>
      ),
    },
    ...(isDraft
      ? [
          {
            id: 'there',
            heading: t('stock_orders.at_origin'),
            numeric: true,
            cell: (line: StockOrderLine) =>
              line.at_origin === null ? (
                '—'
              ) : (
                <span className={line.at_origin < line.quantity ? classes.short : undefined}>
                  <Count value={line.at_origin} />
                </span>
              ),
          },
        ].filter(() => one.lines.some(({ at_origin }) => at_origin !== null))
      : []),
    ...more,
    {
      id: 'units',
      heading: t('stock.units'),
      numeric: true,
      corner: true,
      cell: (line) =>
        isDraft && mayWrite ? (
          <Quantity key={line.quantity} line={line} doing={doing} />
        ) : (
          <Count value={line.quantity} />
        ),
    },
    ...(isDraft
      ? [
          {
            id: 'acts',
            heading: t('incoming.acts'),
            isHeadingHidden: true,
            cell: (line: StockOrderLine) => <Take needs={needs} line={line} doing={doing} />,
          },
        ]
      : progress(t)),
  ];
  return (
    <Panel title={t('stock_orders.lines', { count: one.lines_count })} flush>
      <DataTable
        source={{
          rows: one.lines.slice(0, shown),
          error: null,
          retry: () => undefined,
          more: one.lines.length > shown ? () => setShown(shown + SHOWN) : undefined,
          isReadingMore: false,
        }}
        columns={columns}
        keyOf={(line) => line.variant_id}
        caption={t('stock_orders.goods')}
        nothing={t('stock_orders.no_lines')}
        isWhole={false}
      />
      {isDraft && mayWrite ? <div className={classes.below}>{children}</div> : null}
    </Panel>
  );
}

function progress(t: ReturnType<typeof useWords>['t']): Column<StockOrderLine>[] {
  const headings = {
    received: t('stock_orders.received'),
    lost: t('stock_orders.lost'),
    called_off: t('stock_orders.called_off'),
    left: t('stock_orders.left'),
  };
  return (['received', 'lost', 'called_off', 'left'] as const).map((name) => ({
    id: name,
    heading: headings[name],
    numeric: true,
    cell: (line) =>
      line[name] === 0 ? <span className={ui.soft}>0</span> : <Count value={line[name]} />,
  }));
}

function Quantity({ line, doing }: { line: StockOrderLine; doing: Doing }) {
  const { t } = useWords();
  const toast = useToast();
  async function put(quantity: number) {
    try {
      await doing.write([{ code: line.sku, quantity }]);
    } catch (failure) {
      toast.failed(failure);
      void doing.refreshed();
    }
  }
  return (
    <NumberInput
      className={classes.quantity ?? ''}
      aria-label={t('drafts.quantity_of', { sku: line.sku })}
      min={1}
      max={1_000_000}
      allowDecimal={false}
      defaultValue={line.quantity}
      onBlur={(event) => {
        const wanted = Number(event.currentTarget.value);
        if (wanted >= 1 && wanted !== line.quantity) void put(wanted);
      }}
    />
  );
}

function Take({
  line,
  doing,
  needs,
}: {
  line: StockOrderLine;
  doing: Doing;
  needs: 'stock.adjust';
}) {
  const { t } = useWords();
  const toast = useToast();
  return (
    <Action
      needs={needs}
      size="xs"
      variant="subtle"
      onClick={() => {
        doing.write([{ code: line.sku, quantity: 0 }]).catch((failure: unknown) => {
          toast.failed(failure);
          void doing.refreshed();
        });
      }}
    >
      {t('action.delete')}
    </Action>
  );
}
