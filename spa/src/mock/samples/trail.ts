import type { OrderTrail, TrailStep } from '../../api/model';

function aStep(part: Partial<TrailStep> = {}): TrailStep {
  return {
    stage: 'page',
    name: 'placed',
    at: '2026-11-20T10:15:00Z',
    status: 'done',
    tries: 0,
    trace: '4bf92f3577b34da6a3ce929d0e0e4736',
    detail: '',
    is_bad: false,
    failure_id: null,
    ...part,
  };
}

export function aTrail(part: Partial<OrderTrail> = {}): OrderTrail {
  return {
    number: 'K7QF-93MD',
    steps: [
      aStep(),
      aStep({ stage: 'gateway', name: 'asked', status: 'captured', trace: '', detail: 'stripe' }),
      aStep({
        stage: 'function',
        name: 'given_up',
        status: 'open',
        tries: 5,
        is_bad: true,
        failure_id: 'letter-1',
      }),
    ],
    pruned: [],
    warehouse_run: 7,
    ...part,
  };
}
