import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Transfer } from '../../api/model';
import { getListLocationsQueryOptions } from '../../api/settings';
import { beginTransfer, changeTransfer, getTransfer } from '../../api/transfers';
import { useWords } from '../../i18n';
import { DialogForm } from '../../ui/form/DialogForm';
import type { Field } from '../../ui/form/field.ts';
import { useForm } from '../../ui/form/useForm.ts';
import { Action } from '../../ui/Guarded';
import { ifMatch } from '../../ui/ifMatch.ts';

interface Values {
  origin: string | null;
  destination: string | null;
  expected_on: string | null;
  note: string;
}

const asked = ({ origin, destination, expected_on, note }: Values) => ({
  origin: origin ?? '',
  destination: destination ?? '',
  expected_on,
  note,
});

function useFields(isDraft: boolean): Field<Values>[] {
  const { t } = useWords();
  const locations = useQuery(getListLocationsQueryOptions());
  const places = (locations.data?.items ?? []).filter((place) => place.closed_at === null);
  const options = places.map((place) => [place.code, `${place.code} · ${place.name}`] as const);
  const day: Field<Values> = { kind: 'date', name: 'expected_on', label: t('incoming.day') };
  const note: Field<Values> = { kind: 'text', name: 'note', label: t('incoming.note'), most: 200 };
  if (!isDraft) return [{ ...day, required: true }, note];
  return [
    { kind: 'choice', name: 'origin', label: t('transfers.from'), options, required: true },
    { kind: 'choice', name: 'destination', label: t('transfers.to'), options, required: true },
    day,
    note,
  ];
}

/** The id is made with the dialog: sent twice it is one transfer. */
export function NewTransfer() {
  const { t } = useWords();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Action
        needs="stock.adjust"
        leftSection={<IconPlus size={16} />}
        onClick={() => setOpen(true)}
      >
        {t('transfers.new')}
      </Action>
      {isOpen ? <Begin close={() => setOpen(false)} /> : null}
    </>
  );
}

function Begin({ close }: { close: () => void }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const [id] = useState(() => crypto.randomUUID());
  const form = useForm<Values, Transfer>({
    fields: useFields(true),
    read: { origin: null, destination: null, expected_on: null, note: '' },
    save: (values) => beginTransfer(id, asked(values)),
    saved: () => navigate({ to: '/transfers/$transferId', params: { transferId: id } }),
  });
  return (
    <DialogForm
      form={form}
      title={t('transfers.new')}
      confirm={t('transfers.begin')}
      close={close}
    />
  );
}

interface ChangeProps {
  one: Transfer;
  refreshed: () => Promise<unknown>;
  close: () => void;
}

const read = ({ origin, destination, expected_on, note }: Transfer): Values => ({
  origin,
  destination,
  expected_on,
  note,
});

export function ChangeTransfer({ one, refreshed, close }: ChangeProps) {
  const { t } = useWords();
  const form = useForm<Values, Transfer>({
    fields: useFields(one.status === 'draft'),
    read: read(one),
    version: one.version,
    save: (values, { version }) =>
      changeTransfer(one.id, asked(values), undefined, ifMatch(version)),
    reload: async () => {
      const now = await getTransfer(one.id);
      return { values: read(now), version: now.version };
    },
    saved: async () => {
      close();
      await refreshed();
    },
  });
  return <DialogForm form={form} title={t('transfers.change')} close={close} />;
}
