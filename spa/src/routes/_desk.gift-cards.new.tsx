import { createFileRoute } from '@tanstack/react-router';
import { useState } from 'react';
import type { IssuedGiftCard } from '../api/model';
import { GiftCardForm } from '../features/credit/GiftCardForm';
import { Issued } from '../features/credit/Issued';
import { useWords } from '../i18n';
import { Page } from '../ui/Page';

export const Route = createFileRoute('/_desk/gift-cards/new')({ component: NewGiftCard });

function NewGiftCard() {
  const { t } = useWords();
  const [issued, setIssued] = useState<IssuedGiftCard | null>(null);
  return (
    <Page title={t('credit.new')} back={{ to: '/gift-cards', label: t('nav.gift_cards') }}>
      {issued ? <Issued issued={issued} /> : <GiftCardForm saved={setIssued} />}
    </Page>
  );
}
