import type { CreditEntry, GiftCard } from '../../api/model';

export function aCreditEntry(part: Partial<CreditEntry> = {}): CreditEntry {
  return {
    id: '01890000-0000-7000-8000-0000000000e1',
    kind: 'issued',
    amount: { amount_minor: 5000, currency: 'EUR' },
    balance: { amount_minor: 5000, currency: 'EUR' },
    order_number: '',
    reason: 'Late parcel',
    actor: 'ines@azulejo.example',
    at: '2026-11-20T09:00:00Z',
    ...part,
  };
}

export function aGiftCard(part: Partial<GiftCard> = {}): GiftCard {
  return {
    id: '01890000-0000-7000-8000-0000000000c1',
    last_four: 'HN5R',
    status: 'active',
    initial: { amount_minor: 5000, currency: 'EUR' },
    balance: { amount_minor: 3000, currency: 'EUR' },
    email: 'lola@example.com',
    name: 'Lola',
    expires_at: null,
    issued_by: 'ines@azulejo.example',
    issued_at: '2026-11-20T09:00:00Z',
    message: 'Happy birthday',
    language: 'en',
    send_at: '2026-11-20T09:00:00Z',
    sent_at: '2026-11-20T09:00:05Z',
    entries: [
      aCreditEntry({
        id: '01890000-0000-7000-8000-0000000000e2',
        kind: 'spent',
        amount: { amount_minor: -2000, currency: 'EUR' },
        balance: { amount_minor: 3000, currency: 'EUR' },
        order_number: 'K7QF-93MD',
        reason: '',
        actor: 'buyer',
      }),
      aCreditEntry(),
    ],
    version: 1,
    ...part,
  };
}
