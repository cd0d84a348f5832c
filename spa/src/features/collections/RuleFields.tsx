import { ActionIcon, Button, MultiSelect, Select, TagsInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useWords } from '../../i18n';
import { allCategories, categoryOptions } from '../../ui/categories.ts';
import { useChoices } from '../../ui/choices.ts';
import { AmountInput, NumberInput } from '../../ui/form/Typed';
import ui from '../../ui/layout.module.css';
import { allProductTypes, nameIn } from '../../ui/productTypes.ts';
import classes from './collections.module.css';
import { KINDS, newCondition, type ConditionRow } from './ruleRows.ts';

interface RuleProps {
  rows: readonly ConditionRow[];
  change: (rows: ConditionRow[]) => void;
  fail: (name: string, why: string | null) => void;
  error: string | undefined;
}

/** The conditions of a rule, each in a row. */
export function RuleFields({ rows, change, fail, error }: RuleProps) {
  const { t, word } = useWords();
  const { currencies } = useChoices();
  const currency = currencies[0] ?? 'EUR';
  const write = (at: number, part: Partial<ConditionRow>) =>
    change(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  return (
    <div className={ui.form} role="group" aria-label={t('collections.conditions')}>
      {rows.map((row, at) => (
        <div key={row.id} className={classes.condition}>
          <Select
            label={t('collections.condition', { number: at + 1 })}
            data={KINDS.map((kind) => ({ value: kind, label: word('condition', kind) }))}
            allowDeselect={false}
            value={row.kind}
            onChange={(kind) => {
              const next = KINDS.find((one) => one === kind) ?? row.kind;
              write(at, { ...newCondition(next, currency), id: row.id });
            }}
          />
          <Operand row={row} write={(part) => write(at, part)} fail={fail} />
          <ActionIcon
            className={classes.drop}
            aria-label={t('settings.remove_row', {
              name: t('collections.condition', { number: at + 1 }),
            })}
            onClick={() => change(rows.filter((other) => other !== row))}
          >
            <IconTrash size={17} />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={15} />}
          onClick={() => change([...rows, newCondition('tag', currency)])}
        >
          {t('collections.add_condition')}
        </Button>
      </div>
      {error ? <p className={ui.minus}>{error}</p> : null}
    </div>
  );
}

interface OperandProps {
  row: ConditionRow;
  write: (part: Partial<ConditionRow>) => void;
  fail: (name: string, why: string | null) => void;
}

/** What a condition is compared with. */
function Operand({ row, write, fail }: OperandProps) {
  const { t, locale } = useWords();
  const { data: categories = [] } = useQuery(allCategories());
  switch (row.kind) {
    case 'category':
      return (
        <MultiSelect
          label={t('collections.one_of')}
          data={categoryOptions(categories, locale).map(([value, label]) => ({ value, label }))}
          searchable
          value={[...row.values]}
          onChange={(values) => write({ values })}
        />
      );
    case 'tag':
      return (
        <TagsInput
          label={t('collections.one_of')}
          value={[...row.values]}
          onChange={(values) => write({ values })}
        />
      );
    case 'attribute':
      return <AttributeOperand row={row} write={write} />;
    case 'price':
      return (
        <div className={classes.pair}>
          <AmountInput
            label={t('collections.from')}
            currency={row.key}
            value={row.low}
            change={(low) => write({ low })}
            fail={(why) => fail(`conditions.${row.id}.low`, why)}
          />
          <AmountInput
            label={t('collections.up_to')}
            currency={row.key}
            value={row.high}
            change={(high) => write({ high })}
            fail={(why) => fail(`conditions.${row.id}.high`, why)}
          />
        </div>
      );
    case 'best_seller':
      return (
        <NumberInput
          label={t('collections.sold_units')}
          most={1_000_000}
          value={row.low}
          change={(low) => write({ low })}
          fail={(why) => fail(`conditions.${row.id}.low`, why)}
        />
      );
    case 'new':
      return (
        <NumberInput
          label={t('collections.days')}
          most={3650}
          value={row.days}
          change={(days) => write({ days })}
          fail={(why) => fail(`conditions.${row.id}.days`, why)}
        />
      );
    default:
      return <span />;
  }
}

/** An attribute of any product type, and the values that it may have. */
function AttributeOperand({ row, write }: Pick<OperandProps, 'row' | 'write'>) {
  const { t, locale } = useWords();
  const { data: types = [] } = useQuery(allProductTypes());
  const known = new Map(types.flatMap((one) => one.attributes).map((one) => [one.key, one]));
  const choices = known.get(row.key)?.choices ?? [];
  const shared = {
    label: t('collections.one_of'),
    value: [...row.values],
    onChange: (values: string[]) => write({ values }),
  };
  return (
    <div className={classes.pair}>
      <Select
        label={t('collections.attribute')}
        data={[...known.values()]
          .filter(({ filterable }) => filterable)
          .map(({ key, names }) => ({ value: key, label: nameIn(names, locale) || key }))}
        searchable
        value={row.key || null}
        onChange={(key) => write({ key: key ?? '', values: [] })}
      />
      {choices.length > 0 ? (
        <MultiSelect
          {...shared}
          data={choices.map(({ code, names }) => ({
            value: code,
            label: nameIn(names, locale) || code,
          }))}
        />
      ) : (
        <TagsInput {...shared} />
      )}
    </div>
  );
}
