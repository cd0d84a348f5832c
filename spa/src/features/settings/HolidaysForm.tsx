import { ActionIcon, Button, Group, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { HolidayOut, HolidayYear } from '../../api/model';
import { getGetHolidaysQueryKey, getHolidays, setHolidays } from '../../api/settings';
import { useWords } from '../../i18n';
import { Fields } from '../../ui/form/Fields';
import { Form } from '../../ui/form/Form';
import { useForm } from '../../ui/form/useForm.ts';
import { ifMatch } from '../../ui/ifMatch.ts';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { useRefresh } from '../../ui/refresh.ts';
import classes from './rows.module.css';

interface Row {
  key: string;
  day: string;
  name: string;
}

interface Values {
  days: Row[];
}

function rowsOf(days: readonly HolidayOut[]): Row[] {
  return days.map(({ day, name }) => ({ key: day, day, name }));
}

/** The holidays of a country in a year: what is proposed until somebody has saved it. */
export function HolidaysForm({ found }: { found: HolidayYear }) {
  const { t, n } = useWords();
  const refresh = useRefresh();
  const { country, year, proposed, before, version } = found;
  const form = useForm<Values, HolidayYear>({
    fields: [
      {
        kind: 'own',
        name: 'days',
        label: t('holidays.days'),
        path: 'days.*',
        draw: ({ values, set }, error) => (
          <Days rows={values.days} change={(days) => set({ days })} error={error} />
        ),
        inWords: ({ days }) => n('holidays.count', days.length),
      },
    ],
    read: { days: rowsOf(found.days) },
    version,
    check: ({ days }) =>
      days.some(({ day, name }) => day === '' || name.trim() === '')
        ? { days: t('holidays.incomplete') }
        : {},
    save: ({ days }, { version: seen }) =>
      setHolidays(
        country,
        year,
        { days: days.map(({ day, name }) => ({ day, name })) },
        ifMatch(seen),
      ),
    reload: async () => {
      const now = await getHolidays(country, year);
      return { values: { days: rowsOf(now.days) }, version: now.version };
    },
    saved: () => refresh(getGetHolidaysQueryKey(country, year)),
  });
  return (
    <Form form={form} needs="settings.write" isNew={version === 0}>
      <Panel title={t('holidays.days')}>
        {version === 0 ? <p className={ui.soft}>{t('holidays.proposed')}</p> : null}
        <Fields form={form} />
        <Group>
          {proposed.length > 0 ? (
            <Button
              variant="default"
              size="xs"
              onClick={() => form.set({ days: rowsOf(proposed) })}
            >
              {t('holidays.take_proposed')}
            </Button>
          ) : null}
          {before ? (
            <Button variant="default" size="xs" onClick={() => form.set({ days: rowsOf(before) })}>
              {t('settings.undo')}
            </Button>
          ) : null}
        </Group>
      </Panel>
    </Form>
  );
}

interface DaysProps {
  rows: readonly Row[];
  change: (rows: Row[]) => void;
  error: string | undefined;
}

function Days({ rows, change, error }: DaysProps) {
  const { t } = useWords();
  const write = (row: Row, part: Partial<Row>) =>
    change(rows.map((other) => (other === row ? { ...row, ...part } : other)));
  return (
    <div className={classes.group} role="group" aria-label={t('holidays.days')}>
      {rows.length === 0 ? <p className={ui.soft}>{t('holidays.none')}</p> : null}
      {error ? <p role="alert">{error}</p> : null}
      {rows.map((row) => (
        <div key={row.key} className={classes.row}>
          <TextInput
            type="date"
            label={t('settings.day')}
            value={row.day}
            onChange={(event) => write(row, { day: event.currentTarget.value })}
          />
          <TextInput
            label={t('staff.name')}
            maxLength={100}
            value={row.name}
            onChange={(event) => write(row, { name: event.currentTarget.value })}
          />
          <span className={`${classes.end} ${classes.level}`}>
            <ActionIcon
              variant="subtle"
              aria-label={t('settings.remove_row', { name: row.name || row.day })}
              onClick={() => change(rows.filter((other) => other !== row))}
            >
              <IconTrash size={17} aria-hidden="true" />
            </ActionIcon>
          </span>
        </div>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={15} />}
          onClick={() => change([...rows, { key: crypto.randomUUID(), day: '', name: '' }])}
        >
          {t('holidays.add')}
        </Button>
      </div>
    </div>
  );
}
