import type { CodeBatch, PromotionCode, PromotionRecord, Simulated } from '../../api/model';

const ID = '01890000-0000-7000-8000-0000000000a1';

const eur = (amount_minor: number) => ({ amount_minor, currency: 'EUR' });

export function aPromotion(part: Partial<PromotionRecord> = {}): PromotionRecord {
  return {
    id: ID,
    version: 2,
    names: { en: 'Spring', es: 'Primavera' },
    rule: {
      reward: { kind: 'order_percent', percent: 10 },
      goods: {},
      conditions: { minimum: { EUR: 5000 } },
    },
    level: 'order',
    status: 'active',
    needs_code: true,
    code: 'SPRING10',
    codes: 1,
    combines_with: ['product', 'order', 'shipping'],
    priority: 0,
    starts_at: null,
    ends_at: null,
    max_uses: 100,
    max_per_buyer: null,
    uses: 0,
    created_at: '2026-11-01T09:00:00Z',
    updated_at: '2026-11-01T09:00:00Z',
    saved: [],
    ...part,
  };
}

export function aCode(part: Partial<PromotionCode> = {}): PromotionCode {
  return {
    code: 'SPRING10',
    batch_id: null,
    max_uses: null,
    used: 0,
    version: 1,
    created_at: '2026-11-01T09:00:00Z',
    ...part,
  };
}

export function aBatch(part: Partial<CodeBatch> = {}): CodeBatch {
  return {
    id: '01890000-0000-7000-8000-0000000000b1',
    prefix: 'WIN',
    wanted: 1000,
    made: 1000,
    max_uses: 1,
    status: 'done',
    created_at: '2026-11-01T09:00:00Z',
    created_by: 'ines@example.com',
    ...part,
  };
}

export function aSimulation(part: Partial<Simulated> = {}): Simulated {
  return {
    lines: [
      {
        sku: 'S-1',
        name: 'Cup',
        quantity: 2,
        total: eur(2000),
        discount: eur(200),
        is_gift: false,
        offs: [{ name: 'Spring', code: 'SPRING10', amount: eur(200) }],
      },
    ],
    promotions: [
      {
        promotion_id: ID,
        name: 'Spring',
        code: 'SPRING10',
        level: 'order',
        amount: eur(200),
        why_not: null,
        missing: null,
      },
      {
        promotion_id: '01890000-0000-7000-8000-0000000000a2',
        name: 'Free shipping',
        code: null,
        level: 'shipping',
        amount: null,
        why_not: 'minimum',
        missing: 3000,
      },
    ],
    items: eur(2000),
    discount: eur(200),
    shipping: eur(0),
    total: eur(1800),
    ...part,
  };
}
