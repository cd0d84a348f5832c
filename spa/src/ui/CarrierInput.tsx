import { Autocomplete, type OptionsFilter } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { getGetFulfilmentPolicyQueryOptions } from '../api/fulfilment';
import { useWords } from '../i18n';

const whole: OptionsFilter = ({ options }) => options;

interface Carriers {
  own: readonly string[];
  /** That every shop may use: their tracking pages are known. */
  others: readonly string[];
  carrier: string;
  isTyped: boolean;
  change: (name: string) => void;
}

/** The shop's carriers, and which one is chosen: the first of them until somebody says otherwise. */
export function useCarrier(): Carriers {
  const { data: policy } = useQuery(getGetFulfilmentPolicyQueryOptions());
  const [typed, change] = useState<string | null>(null);
  const own = policy?.carriers.map(({ name }) => name) ?? [];
  const others = policy?.known_carriers.filter((name) => !own.includes(name)) ?? [];
  return { own, others, carrier: typed ?? own[0] ?? '', isTyped: typed !== null, change };
}

/** One of the shop's carriers; another name may be typed as well. */
export function CarrierInput({ of, isFirst }: { of: Carriers; isFirst?: boolean }) {
  const { t } = useWords();
  return (
    <Autocomplete
      label={t('orders.carrier')}
      description={t(of.own.length > 0 ? 'orders.carrier_hint' : 'orders.carrier_none')}
      required
      maxLength={200}
      data={[...of.own, ...of.others]}
      // What stood there already narrows nothing: the others are shown all the same.
      {...(of.isTyped ? {} : { filter: whole })}
      value={of.carrier}
      onChange={of.change}
      {...(isFirst ? { 'data-autofocus': true } : {})}
    />
  );
}
