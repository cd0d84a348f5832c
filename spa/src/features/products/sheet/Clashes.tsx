import { Button } from '@mantine/core';
import { useWords } from '../../../i18n';
import form from '../../../ui/form/form.module.css';
import type { Clash } from './meeting.ts';
import type { Sheet } from './useSheet.ts';

/** Somebody else saved cells that are typed in here: both are shown, and one chooses. */
export function Clashes({ sheet, clashes }: { sheet: Sheet; clashes: readonly Clash[] }) {
  const { t } = useWords();
  if (clashes.length === 0) return null;
  return (
    <section className={form.met} role="alert">
      <p>
        <b>{t('form.met')}</b> {t('form.clashes')}
      </p>
      {clashes.map(({ row, column, mine, theirs }) => {
        const field = `${sheet.nameOf(row)}, ${column.label}`;
        return (
          <dl key={`${row.key} ${column.id}`} className={form.clash} aria-label={field}>
            <dt>{t('form.mine', { field })}</dt>
            <dd>{mine || '—'}</dd>
            <dt>{t('form.theirs', { field })}</dt>
            <dd>
              {theirs || '—'}{' '}
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => sheet.write([{ row, column, text: theirs }])}
              >
                {t('form.take_theirs')}
              </Button>
            </dd>
          </dl>
        );
      })}
    </section>
  );
}
