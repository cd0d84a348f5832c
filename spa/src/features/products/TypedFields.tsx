import { MultiSelect, Select, TextInput } from '@mantine/core';
import type { TypeAttribute } from '../../api/model';
import { useWords } from '../../i18n';
import ui from '../../ui/layout.module.css';
import { nameIn } from '../../ui/productTypes.ts';

type Values = Readonly<Record<string, string>>;

interface TypedFieldsProps {
  attributes: readonly TypeAttribute[];
  values: Values;
  change: (values: Values) => void;
  error: string | undefined;
}

/** A field for each attribute of the product's type. */
export function TypedFields({ attributes, values, change, error }: TypedFieldsProps) {
  const { t } = useWords();
  return (
    <div className={ui.form} role="group" aria-label={t('products.attributes')}>
      {attributes.map((one) => (
        <OneValue
          key={one.key}
          attribute={one}
          value={values[one.key] ?? ''}
          change={(value) => change({ ...values, [one.key]: value })}
        />
      ))}
      {error ? <p className={ui.minus}>{error}</p> : null}
    </div>
  );
}

interface OneValueProps {
  attribute: TypeAttribute;
  value: string;
  change: (value: string) => void;
}

function OneValue({ attribute, value, change }: OneValueProps) {
  const { t, locale } = useWords();
  const { kind, unit, names, on_variants } = attribute;
  const required = attribute.required && !on_variants;
  const label = unit ? `${nameIn(names, locale)} (${unit})` : nameIn(names, locale);
  const shared = {
    label,
    withAsterisk: required,
    description: on_variants ? t('products.attribute_shared') : undefined,
  };
  const choices = attribute.choices.map((one) => ({
    value: one.code,
    label: nameIn(one.names, locale) || one.code,
  }));
  switch (kind) {
    case 'choices':
      return (
        <MultiSelect
          {...shared}
          data={choices}
          value={value ? value.split('|') : []}
          onChange={(codes) => change(codes.join('|'))}
          searchable
          clearable
        />
      );
    case 'choice':
    case 'colour':
    case 'yes_no':
      return (
        <Select
          {...shared}
          data={
            kind === 'yes_no'
              ? [
                  { value: 'yes', label: t('types.yes') },
                  { value: 'no', label: t('types.no') },
                ]
              : choices
          }
          value={value || null}
          onChange={(code) => change(code ?? '')}
          clearable={!required}
        />
      );
    default:
      return (
        <TextInput
          {...shared}
          type={kind === 'date' ? 'date' : 'text'}
          inputMode={kind === 'number' ? 'decimal' : undefined}
          error={kind === 'number' && !isNumber(value) ? t('types.no_number') : undefined}
          maxLength={500}
          value={value}
          onChange={(event) => change(event.currentTarget.value)}
        />
      );
  }
}

/** As the API reads it, with a comma or a point. */
export function isNumber(value: string): boolean {
  return value.trim() === '' || /^-?\d{1,12}([.,]\d{1,6})?$/.test(value.trim());
}
