import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import type { ParcelAsked, ShippingChoice } from '../../api/model';
import { checkShipping } from '../../api/settings';
import { useWords } from '../../i18n';
import { useChoices } from '../../ui/choices.ts';
import { countryName, countryOptions } from '../../ui/form/names.ts';
import { AmountInput } from '../../ui/form/Typed';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { Failure } from '../../ui/states';
import { Money } from '../../ui/text';
import classes from './rows.module.css';

/** "A parcel of 3 kg and 45 € to 35001": what is offered, for how much, and why. */
export function ShippingCheck({ nameOfZone }: { nameOfZone: (code: string) => string }) {
  const { t, locale } = useWords();
  const { countries, currencies } = useChoices();
  const [country, setCountry] = useState<string | null>(null);
  const [postalCode, setPostalCode] = useState('');
  const [region, setRegion] = useState('');
  const [weight, setWeight] = useState(1000);
  const [items, setItems] = useState<number | null>(0);
  const [units, setUnits] = useState(1);
  const currency = currencies[0] ?? 'EUR';
  const check = useMutation({ mutationFn: (parcel: ParcelAsked) => checkShipping(parcel) });
  function submit(event: SubmitEvent) {
    event.preventDefault();
    check.mutate({
      country: country ?? countries[0] ?? 'ES',
      postal_code: postalCode,
      region,
      currency,
      items_minor: items ?? 0,
      weight_g: weight,
      units,
    });
  }
  return (
    <Panel title={t('settings.check_shipping')}>
      <form className={classes.group} onSubmit={submit}>
        <p className={ui.soft}>{t('settings.check_lead')}</p>
        <div className={classes.row}>
          <Select
            label={t('settings.country')}
            data={[...countryOptions(locale, undefined, countries)]}
            searchable
            allowDeselect={false}
            value={country ?? countries[0] ?? null}
            onChange={setCountry}
          />
          <TextInput
            label={t('settings.postal_code')}
            value={postalCode}
            maxLength={20}
            onChange={(event) => setPostalCode(event.currentTarget.value)}
          />
          <TextInput
            label={t('settings.region')}
            value={region}
            maxLength={200}
            onChange={(event) => setRegion(event.currentTarget.value)}
          />
        </div>
        <div className={classes.row}>
          <NumberInput
            label={t('settings.check_weight')}
            min={0}
            allowDecimal={false}
            value={weight}
            onChange={(value) => setWeight(Number(value) || 0)}
          />
          <AmountInput
            label={t('settings.check_items')}
            currency={currency}
            value={items}
            change={setItems}
            fail={() => undefined}
          />
          <NumberInput
            label={t('settings.check_units')}
            min={1}
            allowDecimal={false}
            value={units}
            onChange={(value) => setUnits(Number(value) || 1)}
          />
        </div>
        <div>
          <Button type="submit" size="xs" loading={check.isPending}>
            {t('settings.check_do')}
          </Button>
        </div>
      </form>
      <div aria-live="polite">
        {check.isError ? <Failure failure={check.error} /> : null}
        {check.data ? (
          <Found choices={check.data.items} currency={currency} nameOfZone={nameOfZone} />
        ) : null}
      </div>
    </Panel>
  );
}

interface FoundProps {
  choices: readonly ShippingChoice[];
  currency: string;
  nameOfZone: (code: string) => string;
}

function Found({ choices, currency, nameOfZone }: FoundProps) {
  const { t, word, locale } = useWords();
  const placeOf = (code: string) => {
    if (code === '*') return t('settings.everywhere_else');
    return code.length === 2 ? countryName(code, locale) : nameOfZone(code);
  };
  return (
    <>
      {choices.every(({ price_minor }) => price_minor === null) ? (
        <p>{t('settings.check_nothing')}</p>
      ) : null}
      <ul className={ui.lines}>
        {choices.map((one) => (
          <li key={one.code}>
            <b>{one.names[locale] ?? one.code}</b>{' '}
            {one.price_minor === null ? null : (
              <Money value={{ amount_minor: one.price_minor, currency }} />
            )}{' '}
            <span className={ui.soft}>
              {word('shipping_why', one.why, { place: placeOf(one.place) })}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
