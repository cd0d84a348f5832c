import type {
  Automatic,
  BoughtTogether,
  ClassCell,
  CohortMonth,
  CustomerScore,
  InsightRun,
  ItemClass,
  ReorderLine,
  ReorderProposal,
  RfmSize,
} from '../../api/model';

const ID = '01999999-0000-7000-8000-000000000001';

export function anInsightRun(part: Partial<InsightRun> = {}): InsightRun {
  return {
    model: 'customer_score',
    version: 1,
    state: 'done',
    error: '',
    rows: 1204,
    trained_from: '2025-01-02',
    trained_to: '2026-03-31',
    started_at: '2026-04-01T03:00:00Z',
    made_at: '2026-04-01T03:00:01Z',
    ...part,
  };
}

export function aRfmSize(part: Partial<RfmSize> = {}): RfmSize {
  return {
    segment: 'champions',
    currency: 'EUR',
    customers: 120,
    orders: 900,
    spent_minor: 4_500_000,
    recency_days: 6,
    ...part,
  };
}

export function aScore(part: Partial<CustomerScore> = {}): CustomerScore {
  return {
    customer_id: ID,
    name: 'Ana Ruiz',
    email: 'ana@example.org',
    orders: 12,
    last_day: '2026-03-28',
    recency_days: 3,
    gap_days: 21.5,
    currency: 'EUR',
    spent_minor: 96_000,
    r: 5,
    f: 5,
    m: 5,
    segment: 'champions',
    is_at_risk: false,
    ...part,
  };
}

function aCohort(cohort: string, months: number, customers: number): CohortMonth {
  const spent_minor = { EUR: customers * 5_000 };
  return { cohort, months, customers, orders: customers * 2, spent_minor };
}

export function someCohorts(): CohortMonth[] {
  return [
    aCohort('2026-01-01', 0, 100),
    aCohort('2026-01-01', 1, 35),
    aCohort('2026-01-01', 2, 30),
    aCohort('2026-02-01', 0, 80),
    aCohort('2026-02-01', 1, 24),
    aCohort('2026-03-01', 0, 60),
  ];
}

function aCell(abc: ClassCell['abc'], xyz: ClassCell['xyz'], items: number): ClassCell {
  return {
    currency: 'EUR',
    abc,
    xyz,
    items,
    revenue_minor: items * 100_000,
    units: items * 40,
  };
}

export function someCells(): ClassCell[] {
  return [aCell('A', 'X', 12), aCell('A', 'Z', 3), aCell('B', 'Y', 30), aCell('C', 'Z', 140)];
}

export function anItem(part: Partial<ItemClass> = {}): ItemClass {
  return {
    currency: 'EUR',
    natural_key: ID,
    sku: 'TOWEL-1',
    name: 'Linen towel',
    category: 'bath',
    revenue_minor: 120_000,
    units: 480,
    weeks_sold: 52,
    share: 0.04,
    cumulative: 0.04,
    abc: 'A',
    cv: 0.31,
    xyz: 'X',
    ...part,
  };
}

export function aPair(part: Partial<BoughtTogether> = {}): BoughtTogether {
  return {
    item: 'linen-towel',
    other: 'soap',
    item_name: 'Linen towel',
    other_name: 'Soap',
    baskets: 42,
    item_baskets: 100,
    other_baskets: 84,
    support: 0.021,
    confidence: 0.42,
    reverse: 0.5,
    lift: 10,
    ...part,
  };
}

export function aReorderLine(part: Partial<ReorderLine> = {}): ReorderLine {
  return {
    variant_id: ID,
    sku: 'TOWEL-1',
    name: 'Linen towel',
    category: 'bath',
    supplier: 'Weavers',
    free: 12,
    on_order: 0,
    daily_mean: 3.2,
    method: 'exponential',
    cover_days: 3.75,
    lead_days: 14,
    own_lead_days: null,
    service_percent: 95,
    own_service_percent: null,
    pack_units: 10,
    least_units: 20,
    terms_version: 0,
    point: 58,
    quantity: 150,
    value_minor: 75_000,
    cost_minor: 500,
    units_90: 288,
    last_sold: '2026-03-31',
    sell_through: 0.96,
    state: 'selling',
    ...part,
  };
}

export function aProposal(part: Partial<ReorderProposal> = {}): ReorderProposal {
  return {
    lines: [aReorderLine()],
    found: 1,
    looked_at: 200,
    is_bounded: false,
    value_minor: 75_000,
    currency: 'EUR',
    made_to: '2026-03-31',
    forecast: 1,
    ...part,
  };
}

export function anAutomatic(part: Partial<Automatic> = {}): Automatic {
  return {
    pairs_on: true,
    rfm_on: true,
    low_at_on: false,
    forecasts_on: true,
    lead_days: 14,
    service_percent: 95,
    cover_days: 30,
    version: 0,
    answers: [
      { kind: 'pairs', made_at: '2026-04-01T03:00:00Z', taken_at: '2026-04-01T03:00:30Z' },
      { kind: 'demand', made_at: '2026-04-01T03:00:00Z', taken_at: null },
    ],
    ...part,
  };
}
