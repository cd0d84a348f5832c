import { ActionIcon, Button, Switch, TextInput, Tooltip } from '@mantine/core';
import { IconAdjustments, IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useWords } from '../../../i18n';
import { useCan } from '../../../session.ts';
import { Lines } from '../../../ui/states';
import { Grid } from './Grid';
import { OptionsDialog } from './OptionsDialog';
import classes from './SheetView.module.css';
import { errorKey, type SheetRow } from './rows.ts';
import type { Sheet } from './useSheet.ts';

/** Variants as they are worked on: a few fields where there is one, a grid where there are more. */
export function SheetView({ sheet }: { sheet: Sheet }) {
  const { t, n } = useWords();
  const can = useCan();
  const { rows, options, history } = sheet;
  const [isChoosing, choose] = useState(false);
  const [isWhole, showAll] = useState(false);
  const [only] = rows;
  const isOne = options.length === 0 && rows.length === 1 && only !== undefined;
  // The columns are those of the shop's currencies: until they are known there is no grid.
  if (!sheet.isReady) return <Lines rows={4} />;
  const live = rows.filter(({ isRemoved, isArchived }) => !isRemoved && !isArchived).length;
  return (
    <>
      <div className={classes.tools}>
        {isOne ? null : <b>{n('products.variants_count', live)}</b>}
        <span className={classes.gap} />
        {isOne ? null : (
          <>
            <Switch
              size="sm"
              label={t('products.all_columns')}
              checked={isWhole}
              onChange={(event) => showAll(event.currentTarget.checked)}
            />
            <Step
              name={t('products.undo')}
              act={history.undo}
              icon={<IconArrowBackUp size={17} />}
            />
            <Step
              name={t('products.redo')}
              act={history.redo}
              icon={<IconArrowForwardUp size={17} />}
            />
          </>
        )}
        {can('products.write') ? (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconAdjustments size={15} />}
            onClick={() => choose(true)}
          >
            {t(options.length === 0 ? 'products.options_add' : 'products.options_change')}
          </Button>
        ) : null}
      </div>
      {isOne ? (
        <Single sheet={sheet} row={only} />
      ) : (
        <>
          <Grid
            label={t('products.variants_and_prices')}
            rows={rows}
            columns={sheet.columns.filter(({ isMore }) => isWhole || !isMore)}
            nameOf={sheet.nameOf}
            textOf={sheet.textOf}
            isChanged={sheet.isChangedCell}
            errorOf={(row, column) => sheet.errors[errorKey(row.key, column.id)]}
            rowError={(row) => sheet.errors[errorKey(row.key, '')]}
            canWrite={sheet.canWrite}
            write={sheet.write}
            remove={can('products.write') ? sheet.remove : undefined}
            restore={sheet.restore}
            undo={history.undo}
            redo={history.redo}
          />
          <p className={classes.keys}>{t('products.grid_keys')}</p>
        </>
      )}
      {isChoosing ? (
        <OptionsDialog options={options} choose={sheet.chooseOptions} close={() => choose(false)} />
      ) : null}
    </>
  );
}

interface StepProps {
  name: string;
  act: (() => void) | undefined;
  icon: ReactNode;
}

function Step({ name, act, icon }: StepProps) {
  return (
    <Tooltip label={name}>
      <ActionIcon
        variant="default"
        aria-label={name}
        aria-disabled={!act}
        data-disabled={act ? undefined : true}
        onClick={() => act?.()}
      >
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}

function Single({ sheet, row }: { sheet: Sheet; row: SheetRow }) {
  const { t } = useWords();
  const [isWhole, showAll] = useState(false);
  const shown = sheet.columns.filter(
    (column) => isWhole || !column.isMore || sheet.errors[errorKey(row.key, column.id)],
  );
  return (
    <div className={classes.single}>
      {shown.map((column) => (
        <TextInput
          key={column.id}
          label={column.label}
          value={sheet.textOf(row, column)}
          error={sheet.errors[errorKey(row.key, column.id)]}
          disabled={!sheet.canWrite(row, column)}
          maxLength={200}
          {...(column.isNumeric ? { inputMode: 'decimal' } : {})}
          onChange={(event) => sheet.write([{ row, column, text: event.currentTarget.value }])}
        />
      ))}
      <Button
        className={classes.more}
        variant="subtle"
        size="xs"
        onClick={() => showAll((old) => !old)}
      >
        {t(isWhole ? 'products.fold' : 'products.more_fields')}
      </Button>
    </div>
  );
}
