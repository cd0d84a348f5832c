import { Link } from '@tanstack/react-router';
import type { OrderTrail, TrailStep } from '../../api/model';
import { useWords, type Words } from '../../i18n';
import { DataTable, type Column } from '../../ui/DataTable';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { Badge } from '../../ui/Status';
import { When } from '../../ui/text';

/** Each step that the shop knows of an order, oldest first, and where its memory ends. */
export function Steps({ trail }: { trail: OrderTrail }) {
  const words = useWords();
  const { t, word } = words;
  const columns: Column<TrailStep>[] = [
    {
      id: 'stage',
      heading: t('trail.stage'),
      lead: true,
      cell: (step) => (
        <>
          <b>{word('trail_stage', step.stage)}</b> {nameOf(words, step)}
        </>
      ),
    },
    { id: 'at', heading: t('trail.at'), cell: (step) => <When at={step.at} exact /> },
    {
      id: 'status',
      heading: t('orders.status'),
      corner: true,
      cell: (step) =>
        step.failure_id ? (
          <Link className={ui.link} to="/failures/$letterId" params={{ letterId: step.failure_id }}>
            {t('trail.failure')}
          </Link>
        ) : (
          <Badge tone={step.is_bad ? 'bad' : step.status === 'waiting' ? 'waiting' : 'calm'}>
            {step.status}
          </Badge>
        ),
    },
    {
      id: 'tries',
      heading: t('trail.tries'),
      cell: (step) => (step.tries ? String(step.tries) : '—'),
    },
    {
      id: 'detail',
      heading: t('trail.detail'),
      cell: (step) => <span className={ui.wide}>{step.detail || '—'}</span>,
    },
    {
      id: 'trace',
      heading: t('trail.trace'),
      wideOnly: true,
      cell: (step) => (step.trace ? <code>{step.trace}</code> : '—'),
    },
  ];
  return (
    <>
      {trail.pruned.length === 0 ? null : (
        <p role="note">
          {t('trail.pruned', {
            stages: trail.pruned.map((stage) => word('trail_stage', stage)).join(', '),
          })}
        </p>
      )}
      {trail.warehouse_run === null ? <p role="note">{t('trail.not_in_warehouse')}</p> : null}
      <Panel title={t('trail.steps')} flush>
        <DataTable
          source={{
            rows: trail.steps,
            error: null,
            retry: () => undefined,
            more: undefined,
            isReadingMore: false,
          }}
          columns={columns}
          keyOf={(step) => `${step.stage} ${step.name} ${step.at} ${step.detail}`}
          mark={(step) => step.is_bad}
          caption={t('trail.steps')}
          nothing={t('trail.none')}
        />
      </Panel>
    </>
  );
}

/** An event or a mail in words; what only engineers read as it is called. */
function nameOf({ known }: Words, { name }: TrailStep): string {
  return known(`order_event.${name}`) ?? known(`mail.${name}`) ?? name.replaceAll('_', ' ');
}
