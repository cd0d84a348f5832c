import { ActionIcon, Button, Checkbox, ColorInput, Select, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash, IconX } from '@tabler/icons-react';
import { useWords } from '../../i18n';
import { useChoices } from '../../ui/choices.ts';
import { languageName } from '../../ui/form/names.ts';
import ui from '../../ui/layout.module.css';
import { nameIn } from '../../ui/productTypes.ts';
import {
  hasChoices,
  KINDS,
  newAttribute,
  newChoice,
  type AttributeRow,
  type ChoiceRow,
} from './attributeRows.ts';
import classes from './productTypes.module.css';

interface RowsProps {
  rows: readonly AttributeRow[];
  change: (rows: AttributeRow[]) => void;
  error: string | undefined;
}

/** The attributes of a type, in the order in which a product's page shows them. */
export function AttributeFields({ rows, change, error }: RowsProps) {
  const { t } = useWords();
  const write = (at: number, part: Partial<AttributeRow>) =>
    change(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  function move(at: number, to: number) {
    const next = [...rows];
    next.splice(to, 0, ...next.splice(at, 1));
    change(next);
  }
  return (
    <div className={ui.form} role="group" aria-label={t('types.attributes')}>
      {rows.map((row, at) => (
        <OneAttribute
          key={row.id}
          row={row}
          number={at + 1}
          isChecked={error !== undefined}
          write={(part) => write(at, part)}
          up={at > 0 ? () => move(at, at - 1) : undefined}
          down={at < rows.length - 1 ? () => move(at, at + 1) : undefined}
          remove={() => change(rows.filter((other) => other !== row))}
        />
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={15} />}
          onClick={() => change([...rows, newAttribute()])}
        >
          {t('types.add_attribute')}
        </Button>
      </div>
      {error ? <p className={ui.minus}>{error}</p> : null}
    </div>
  );
}

interface AttributeProps {
  row: AttributeRow;
  number: number;
  /** It was saved with something missing: what is empty is marked. */
  isChecked: boolean;
  write: (part: Partial<AttributeRow>) => void;
  up: (() => void) | undefined;
  down: (() => void) | undefined;
  remove: () => void;
}

function OneAttribute({ row, number, isChecked, write, up, down, remove }: AttributeProps) {
  const { t, word, locale } = useWords();
  const name = nameIn(row.names, locale) || t('types.attribute', { number });
  return (
    <fieldset className={classes.attribute}>
      <legend>{name}</legend>
      <Names
        label={t('staff.name')}
        names={row.names}
        isChecked={isChecked}
        change={(names) => write({ names })}
      />
      <div className={classes.kind}>
        <Select
          label={t('types.kind')}
          data={KINDS.map((kind) => ({ value: kind, label: word('attribute_kind', kind) }))}
          allowDeselect={false}
          value={row.kind}
          onChange={(kind) => write({ kind: KINDS.find((one) => one === kind) ?? row.kind })}
        />
        {row.kind === 'number' ? (
          <TextInput
            label={t('types.unit')}
            maxLength={20}
            value={row.unit}
            onChange={(event) => write({ unit: event.currentTarget.value })}
          />
        ) : null}
      </div>
      {hasChoices(row.kind) ? (
        <Choices
          of={name}
          rows={row.choices}
          hasColour={row.kind === 'colour'}
          isChecked={isChecked}
          change={(choices) => write({ choices })}
        />
      ) : null}
      <div className={ui.row}>
        {(['filterable', 'shown', 'required', 'on_variants'] as const).map((flag) => (
          <Checkbox
            key={flag}
            label={t(`types.is_${flag}`)}
            checked={row[flag]}
            onChange={(event) => write({ [flag]: event.currentTarget.checked })}
          />
        ))}
        <span className={classes.tools}>
          <ActionIcon aria-label={t('categories.up', { name })} disabled={!up} onClick={up}>
            <IconArrowUp size={17} />
          </ActionIcon>
          <ActionIcon aria-label={t('categories.down', { name })} disabled={!down} onClick={down}>
            <IconArrowDown size={17} />
          </ActionIcon>
          <ActionIcon aria-label={t('settings.remove_row', { name })} onClick={remove}>
            <IconTrash size={17} />
          </ActionIcon>
        </span>
      </div>
    </fieldset>
  );
}

interface NamesProps {
  label: string;
  names: Readonly<Record<string, string>>;
  isChecked: boolean;
  change: (names: Record<string, string>) => void;
}

function Names({ label, names, isChecked, change }: NamesProps) {
  const { t, locale } = useWords();
  const { languages } = useChoices();
  const isMissing = isChecked && !Object.values(names).some((name) => name.trim());
  return (
    <div className={classes.names}>
      {languages.map((language) => (
        <TextInput
          key={language}
          label={`${label} · ${languageName(language, locale)}`}
          maxLength={60}
          value={names[language] ?? ''}
          error={isMissing ? t('form.required') : null}
          onChange={(event) => change({ ...names, [language]: event.currentTarget.value })}
        />
      ))}
    </div>
  );
}

interface ChoicesProps {
  of: string;
  rows: readonly ChoiceRow[];
  hasColour: boolean;
  isChecked: boolean;
  change: (rows: ChoiceRow[]) => void;
}

function Choices({ of, rows, hasColour, isChecked, change }: ChoicesProps) {
  const { t } = useWords();
  const write = (at: number, part: Partial<ChoiceRow>) =>
    change(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  return (
    <div className={classes.choices} role="group" aria-label={t('types.choices_of', { name: of })}>
      {rows.map((row, at) => {
        const name = t('types.choice', { number: at + 1 });
        return (
          <div key={row.id} className={classes.choice}>
            <Names
              label={name}
              names={row.names}
              isChecked={isChecked}
              change={(names) => write(at, { names })}
            />
            {hasColour ? (
              <ColorInput
                label={t('types.colour')}
                format="hex"
                value={row.colour}
                onChange={(colour) => write(at, { colour: colour.toLowerCase() })}
              />
            ) : null}
            <ActionIcon
              className={classes.drop}
              aria-label={t('settings.remove_row', { name })}
              onClick={() => change(rows.filter((other) => other !== row))}
            >
              <IconX size={17} />
            </ActionIcon>
          </div>
        );
      })}
      {isChecked && rows.length === 0 ? <p className={ui.minus}>{t('types.no_choices')}</p> : null}
      <div>
        <Button
          variant="subtle"
          size="xs"
          leftSection={<IconPlus size={15} />}
          onClick={() => change([...rows, newChoice()])}
        >
          {t('types.add_choice')}
        </Button>
      </div>
    </div>
  );
}
