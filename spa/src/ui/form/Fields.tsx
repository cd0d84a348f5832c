import { MultiSelect, Select, Switch, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords, type Words } from '../../i18n';
import { useChoices } from '../choices.ts';
import { valueOf, type Field, type FormOf } from './field.ts';
import { fromLocal, toLocal } from './moments.ts';
import { countryOptions, languageName } from './names.ts';
import { Writing } from './Writing';
import { AmountInput, NumberInput, PercentInput } from './Typed';
import classes from './form.module.css';

interface Drawn<V> {
  form: FormOf<V>;
  field: Field<V>;
}

/** The fields of a form, or those of them that are named, in the table's order. */
export function Fields<V extends object>({
  form,
  only,
}: {
  form: FormOf<V>;
  only?: readonly (keyof V & string)[];
}) {
  const shown = form.fields.filter(
    ({ name, when }) => (only?.includes(name) ?? true) && (when?.(form.values) ?? true),
  );
  return (
    <div className={classes.fields} key={form.round}>
      {shown.map((field) => (
        <div key={field.name} className={field.isHalf ? classes.half : classes.full}>
          <OneField form={form} field={field} />
        </div>
      ))}
    </div>
  );
}

function OneField<V extends object>({ form, field }: Drawn<V>) {
  switch (field.kind) {
    case 'amount':
    case 'percent':
    case 'number':
      return <FigureField form={form} field={field} />;
    case 'text':
    case 'texts':
    case 'list':
      return <TextField form={form} field={field} />;
    case 'choice':
    case 'choices':
    case 'country':
    case 'countries':
      return <ChoiceField form={form} field={field} />;
    case 'own':
      return field.draw(form, form.errors[field.name]);
    default:
      return <PlainField form={form} field={field} />;
  }
}

function shared<V>({ form, field }: Drawn<V>) {
  return {
    label: field.label,
    description: field.hint,
    error: form.errors[field.name],
    required: field.required ?? false,
    disabled: field.isFixed ?? false,
    // The browser's own bubble speaks its own language: what is missing is said at the field.
    withAsterisk: field.required ?? false,
    inputWrapperOrder: [...ORDER],
  };
}

/** What helps stands below the field, so that fields beside one another are level. */
const ORDER = ['label', 'input', 'description', 'error'] as const;

function setting<V>({ form, field }: Drawn<V>): (value: unknown) => void {
  return (value) => form.set({ [field.name]: value } as Partial<V>);
}

function FigureField<V extends object>({ form, field }: Drawn<V>): ReactNode {
  const own = {
    ...shared({ form, field }),
    // A shop's currencies may come after the form was drawn.
    value: valueOf<number | null | undefined>(form.values, field.name) ?? null,
    change: setting({ form, field }),
    fail: (why: string | null) => form.fail(field.name, why),
  };
  if (field.kind === 'amount')
    return <AmountInput {...own} currency={field.currency(form.values)} />;
  if (field.kind === 'percent') return <PercentInput {...own} />;
  if (field.kind !== 'number') return null;
  const { least, most, unit } = field;
  return (
    <NumberInput
      {...own}
      {...(least === undefined ? {} : { least })}
      {...(most === undefined ? {} : { most })}
      {...(unit === undefined ? {} : { unit })}
    />
  );
}

function TextField<V extends object>({ form, field }: Drawn<V>): ReactNode {
  const { locale } = useWords();
  const { languages } = useChoices();
  const own = shared({ form, field });
  const change = setting({ form, field });
  if (field.kind === 'texts') {
    const texts = valueOf<Readonly<Record<string, string>>>(form.values, field.name);
    // What is missing is said where it is missing; what is wrong otherwise may be in any of them.
    const areWritten = languages.every((language) => texts[language]?.trim());
    return (
      <div className={classes.languages}>
        {languages.map((language) => (
          <Writing
            {...own}
            description={field.hints?.[language] ?? own.description}
            error={areWritten || !texts[language]?.trim() ? own.error : undefined}
            key={language}
            label={`${field.label} · ${languageName(language, locale)}`}
            lang={language}
            most={field.most}
            lines={field.lines}
            value={texts[language] ?? ''}
            change={(text) => change({ ...texts, [language]: text })}
          />
        ))}
      </div>
    );
  }
  if (field.kind === 'list') {
    const lines = valueOf<readonly string[]>(form.values, field.name);
    return (
      <Writing
        {...own}
        lines={2}
        most={2_000}
        value={lines.join('\n')}
        change={(text) => change(text === '' ? [] : text.split('\n'))}
      />
    );
  }
  if (field.kind !== 'text') return null;
  return (
    <Writing
      {...own}
      most={field.most}
      lines={field.lines}
      type={field.type}
      className={field.isCode ? classes.code : undefined}
      value={valueOf<string>(form.values, field.name)}
      change={change}
    />
  );
}

function optionsOf<V>(field: Field<V>, { locale }: Words, ours: readonly string[]) {
  if (field.kind === 'country' || field.kind === 'countries')
    return countryOptions(locale, field.among, ours);
  if (field.kind !== 'choice' && field.kind !== 'choices') return [];
  return field.options.map(([value, label]) => ({ value, label }));
}

function ChoiceField<V extends object>({ form, field }: Drawn<V>): ReactNode {
  const words = useWords();
  const { countries } = useChoices();
  const options = optionsOf(field, words, countries);
  const own = { ...shared({ form, field }), data: [...options], searchable: options.length > 12 };
  const change = setting({ form, field });
  if (field.kind === 'choices' || field.kind === 'countries') {
    return (
      <MultiSelect
        {...own}
        hidePickedOptions
        nothingFoundMessage={words.t('form.none_found')}
        value={[...valueOf<readonly string[]>(form.values, field.name)]}
        onChange={change}
      />
    );
  }
  const none = field.kind === 'choice' || field.kind === 'country' ? field.none : undefined;
  return (
    <Select
      {...own}
      clearable={none !== undefined}
      allowDeselect={none !== undefined}
      nothingFoundMessage={words.t('form.none_found')}
      {...(none === undefined ? {} : { placeholder: none })}
      value={valueOf<string | null>(form.values, field.name)}
      onChange={change}
    />
  );
}

function PlainField<V extends object>({ form, field }: Drawn<V>): ReactNode {
  const { withAsterisk, inputWrapperOrder, ...own } = shared({ form, field });
  const change = setting({ form, field });
  if (field.kind === 'switch') {
    return (
      <Switch
        {...own}
        required={false}
        checked={valueOf<boolean>(form.values, field.name)}
        onChange={(event) => change(event.currentTarget.checked)}
      />
    );
  }
  const value = valueOf<string | null>(form.values, field.name);
  const isMoment = field.kind === 'moment';
  return (
    <TextInput
      {...own}
      withAsterisk={withAsterisk}
      inputWrapperOrder={inputWrapperOrder}
      type={isMoment ? 'datetime-local' : 'date'}
      value={(isMoment ? toLocal(value) : value) ?? ''}
      onChange={(event) => {
        const typed = event.currentTarget.value;
        change(typed === '' ? null : isMoment ? fromLocal(typed) : typed);
      }}
    />
  );
}
