import { ActionIcon, Button, NumberInput, Select, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { simulatePromotions } from '../../api/marketing';
import { useWords } from '../../i18n';
import { useChoices } from '../../ui/choices.ts';
import { AmountInput } from '../../ui/form/Typed';
import { fromLocal } from '../../ui/form/moments.ts';
import { countryName } from '../../ui/form/names.ts';
import ui from '../../ui/layout.module.css';
import { Panel } from '../../ui/Page';
import { Failure } from '../../ui/states';
import classes from './promotions.module.css';
import { SimulatorAnswer } from './SimulatorAnswer';
import { SkuInput } from '../../ui/form/SkuInput';

interface Line {
  key: number;
  sku: string;
  quantity: number;
}

/** "This cart, this customer, this date, these codes": which promotions it gets, and why not the others. */
export function Simulator() {
  const { t, locale } = useWords();
  const { currencies, countries } = useChoices();
  const [lines, setLines] = useState<readonly Line[]>([{ key: 0, sku: '', quantity: 1 }]);
  const [currency, setCurrency] = useState<string | null>(null);
  const [country, setCountry] = useState<string | null>(null);
  const [codes, setCodes] = useState('');
  const [email, setEmail] = useState('');
  const [at, setAt] = useState('');
  const [shipping, setShipping] = useState<number | null>(null);
  const chosen = currency ?? currencies[0] ?? 'EUR';
  const to = country ?? countries[0] ?? 'ES';
  const run = useMutation({
    mutationFn: () =>
      simulatePromotions({
        lines: lines
          .filter(({ sku }) => sku.trim() !== '')
          .map(({ sku, quantity }) => ({ sku: sku.trim(), quantity })),
        currency: chosen,
        country: to,
        language: locale,
        codes: codes.split(/[\s,;]+/).filter(Boolean),
        email: email.trim() || null,
        at: at ? fromLocal(at) : null,
        shipping_minor: shipping,
      }),
  });
  const put = (key: number, part: Partial<Line>) =>
    setLines(lines.map((line) => (line.key === key ? { ...line, ...part } : line)));
  function submit(event: FormEvent) {
    event.preventDefault();
    run.mutate();
  }
  return (
    <div className={ui.stack}>
      <Panel title={t('simulator.cart')}>
        <form className={classes.lines} onSubmit={submit}>
          {lines.map((line, place) => (
            <div className={classes.line} key={line.key}>
              <SkuInput
                label={t('simulator.sku', { place: place + 1 })}
                value={line.sku}
                change={(sku) => put(line.key, { sku })}
              />
              <NumberInput
                label={t('simulator.quantity', { place: place + 1 })}
                min={1}
                max={999}
                allowDecimal={false}
                value={line.quantity}
                onChange={(value) => put(line.key, { quantity: Number(value) || 1 })}
              />
              <ActionIcon
                variant="subtle"
                aria-label={t('simulator.remove', { place: place + 1 })}
                disabled={lines.length === 1}
                onClick={() => setLines(lines.filter(({ key }) => key !== line.key))}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </div>
          ))}
          <span className={ui.row}>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconPlus size={14} />}
              onClick={() =>
                setLines([
                  ...lines,
                  { key: Math.max(...lines.map(({ key }) => key)) + 1, sku: '', quantity: 1 },
                ])
              }
            >
              {t('simulator.add')}
            </Button>
          </span>
          <div className={classes.amounts}>
            <Select
              label={t('settings.currency')}
              data={[...currencies]}
              allowDeselect={false}
              value={chosen}
              onChange={setCurrency}
            />
            <Select
              label={t('simulator.country')}
              data={countries.map((code) => ({ value: code, label: countryName(code, locale) }))}
              searchable
              allowDeselect={false}
              value={to}
              onChange={setCountry}
            />
            <TextInput
              label={t('simulator.codes')}
              value={codes}
              onChange={(event) => setCodes(event.currentTarget.value)}
            />
            <TextInput
              label={t('simulator.email')}
              description={t('simulator.email_hint')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              type="email"
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <AmountInput
              label={t('simulator.shipping')}
              description={t('simulator.shipping_hint')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              currency={chosen}
              value={shipping}
              change={setShipping}
              fail={() => {}}
            />
            <TextInput
              label={t('simulator.at')}
              description={t('simulator.at_hint')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              type="datetime-local"
              value={at}
              onChange={(event) => setAt(event.currentTarget.value)}
            />
          </div>
          <span className={ui.row}>
            <Button type="submit" loading={run.isPending}>
              {t('simulator.run')}
            </Button>
          </span>
        </form>
      </Panel>
      {run.error ? <Failure failure={run.error} /> : null}
      {run.data ? <SimulatorAnswer data={run.data} /> : null}
    </div>
  );
}
