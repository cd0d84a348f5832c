import { getListImportChangesQueryKey, listImportChanges } from '../../api/imports';
import type { FieldChanged, Import, ThingChanged } from '../../api/model';
import { useWords, type Words } from '../../i18n';
import { DataTable, type Column } from '../../ui/DataTable';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { useRows } from '../../ui/rows.ts';
import { Badge } from '../../ui/Status';
import { cellInWords, fieldName } from './fieldName.ts';
import classes from './imports.module.css';

const SHOWN = 12;
/** Marks of the importer itself: the variant it makes is shown by its other fields. */
const SILENT = new Set(['variant']);

/** Each field before and after: what the file would change, or what it changed. */
export function Changes({ data }: { data: Import }) {
  const words = useWords();
  const { t } = words;
  const source = useRows({
    key: [...getListImportChangesQueryKey(data.id), data.status],
    read: (cursor, request) => listImportChanges(data.id, cursor, request),
  });
  const title = data.dry_run ? t('imports.would_change') : t('imports.changes');
  const columns: Column<ThingChanged>[] = [
    { id: 'row', heading: t('imports.row'), numeric: true, cell: (one) => one.row },
    {
      id: 'key',
      heading: t('imports.thing'),
      lead: true,
      cell: (one) => <span className={`${ui.mono} ${ui.wide}`}>{one.key}</span>,
    },
    {
      id: 'outcome',
      heading: t('imports.outcome'),
      corner: true,
      cell: (one) => (
        <Badge tone={one.is_new ? 'good' : 'calm'}>
          {one.is_new ? t('imports.is_new') : t('imports.is_changed')}
        </Badge>
      ),
    },
    {
      id: 'changes',
      heading: t('imports.fields'),
      cell: (one) => <Fields changes={one.changes} words={words} />,
    },
  ];
  return (
    <Panel title={title} flush>
      <DataTable
        source={source}
        columns={columns}
        keyOf={(one) => String(one.row)}
        caption={title}
        nothing={t('imports.no_changes')}
      />
    </Panel>
  );
}

function Fields({ changes, words }: { changes: readonly FieldChanged[]; words: Words }) {
  const { t, n } = words;
  const listed = changes.filter(({ field }) => !SILENT.has(field));
  const more = listed.length - SHOWN;
  return (
    <span className={ui.wide}>
      {listed.slice(0, SHOWN).map((one) => (
        <span key={`${one.part} ${one.field}`} className={classes.change}>
          {one.part ? <span className={ui.mono}>{one.part} </span> : null}
          {fieldName(one.field, words)}:{' '}
          {one.before ? (
            <>
              <del className={classes.before}>{cellInWords(one.field, one.before, words)}</del>
              {' → '}
            </>
          ) : null}
          {one.after ? cellInWords(one.field, one.after, words) : t('imports.emptied')}
          {one.is_kept ? <span className={ui.soft}> ({t('imports.kept')})</span> : null}
        </span>
      ))}
      {more > 0 ? <span className={ui.soft}>{n('imports.more_fields', more)}</span> : null}
    </span>
  );
}
