import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useWords } from '../../i18n';
import ui from '../../ui/layout.module.css';
import { weekdayName, type HourRow, type SpecialRow } from './hourRows.ts';
import classes from './rows.module.css';

interface RowsProps<R> {
  rows: readonly R[];
  change: (rows: R[]) => void;
  error: string | undefined;
}

/** When a location is open, by weekday; two rows of a day are a break between them. */
export function Hours({ rows, change, error }: RowsProps<HourRow>) {
  const { t, locale } = useWords();
  const week = Array.from({ length: 7 }, (_, at) => ({
    value: String(at),
    label: weekdayName(at, locale),
  }));
  const add = () => {
    const last = rows.at(-1);
    change([
      ...rows,
      {
        key: crypto.randomUUID(),
        weekday: last ? (last.weekday + 1) % 7 : 0,
        opens: last?.opens ?? '10:00',
        closes: last?.closes ?? '20:00',
      },
    ]);
  };
  return (
    <Rows
      label={t('settings.hours')}
      hint={t('settings.hours_hint')}
      rows={rows}
      nameOf={(row) => weekdayName(row.weekday, locale)}
      change={change}
      add={add}
      adds={t('settings.add_hours')}
      error={error}
    >
      {(row, write) => (
        <>
          <Select
            label={t('settings.weekday')}
            data={week}
            allowDeselect={false}
            value={String(row.weekday)}
            onChange={(weekday) => write({ weekday: Number(weekday ?? 0) })}
          />
          <Times row={row} write={write} />
        </>
      )}
    </Rows>
  );
}

/** Days with hours of their own; without hours the location is closed. */
export function SpecialDays({ rows, change, error }: RowsProps<SpecialRow>) {
  const { t } = useWords();
  return (
    <Rows
      label={t('settings.special_days')}
      hint={t('settings.special_days_hint')}
      rows={rows}
      nameOf={(row) => row.day}
      change={change}
      add={() => change([...rows, { key: crypto.randomUUID(), day: '', opens: '', closes: '' }])}
      adds={t('settings.add_special_day')}
      error={error}
    >
      {(row, write) => (
        <>
          <TextInput
            type="date"
            label={t('settings.day')}
            value={row.day}
            onChange={(event) => write({ day: event.currentTarget.value })}
          />
          <Times row={row} write={write} />
        </>
      )}
    </Rows>
  );
}

interface Range {
  opens: string;
  closes: string;
}

function Times({ row, write }: { row: Range; write: (part: Partial<Range>) => void }) {
  const { t } = useWords();
  return (
    <>
      <TextInput
        type="time"
        label={t('settings.opens')}
        value={row.opens}
        onChange={(event) => write({ opens: event.currentTarget.value })}
      />
      <TextInput
        type="time"
        label={t('settings.closes')}
        value={row.closes}
        onChange={(event) => write({ closes: event.currentTarget.value })}
      />
    </>
  );
}

interface RowsOf<R> extends RowsProps<R> {
  label: string;
  hint: string;
  nameOf: (row: R) => string;
  add: () => void;
  adds: string;
  children: (row: R, write: (part: Partial<R>) => void) => ReactNode;
}

function Rows<R extends { key: string }>(props: RowsOf<R>) {
  const { label, hint, rows, nameOf, change, add, adds, error, children } = props;
  const { t } = useWords();
  return (
    <div className={classes.group} role="group" aria-label={label}>
      <p className={ui.soft}>{hint}</p>
      {error ? <p role="alert">{error}</p> : null}
      {rows.map((row) => (
        <div key={row.key} className={classes.row}>
          {children(row, (part) =>
            change(rows.map((other) => (other === row ? { ...row, ...part } : other))),
          )}
          <span className={`${classes.end} ${classes.level}`}>
            <ActionIcon
              variant="subtle"
              aria-label={t('settings.remove_row', { name: nameOf(row) })}
              onClick={() => change(rows.filter((other) => other !== row))}
            >
              <IconTrash size={17} aria-hidden="true" />
            </ActionIcon>
          </span>
        </div>
      ))}
      <div>
        <Button variant="default" size="xs" leftSection={<IconPlus size={15} />} onClick={add}>
          {adds}
        </Button>
      </div>
    </div>
  );
}
