/** How each state looks: one map per family, complete by its type. */

import type { Families } from '../codes/families.ts';

export type Tone = 'calm' | 'good' | 'waiting' | 'bad' | 'live';

export const TONES = {
  attempt: {
    open: 'live',
    needs_action: 'waiting',
    pending: 'waiting',
    authorised: 'good',
    captured: 'good',
    declined: 'bad',
    closed: 'calm',
  },
  availability: {
    in_stock: 'good',
    low: 'waiting',
    preorder: 'waiting',
    back_order: 'waiting',
    sold_out: 'bad',
  },
  export_file: { making: 'live', ready: 'good', failed: 'bad' },
  bulk_edit: { running: 'live', done: 'good', failed: 'bad', undoing: 'live', undone: 'calm' },
  campaign: {
    draft: 'calm',
    scheduled: 'waiting',
    sending: 'live',
    paused: 'waiting',
    cancelled: 'calm',
    sent: 'good',
  },
  credit_status: { active: 'good', disabled: 'calm' },
  dispute_status: {
    warning: 'waiting',
    needs_response: 'bad',
    under_review: 'live',
    won: 'good',
    lost: 'bad',
    prevented: 'calm',
  },
  webhook_status: { waiting: 'waiting', delivered: 'good', failed: 'bad' },
  duty_state: { automatic: 'good', done: 'good', missing: 'bad', not_asked: 'calm' },
  dead_letter: { open: 'bad', replayed: 'good', discarded: 'calm' },
  import_status: {
    uploading: 'live',
    queued: 'live',
    matching: 'waiting',
    running: 'live',
    checked: 'waiting',
    done: 'good',
    failed: 'bad',
    undone: 'calm',
  },
  stock_order: {
    draft: 'calm',
    sent: 'live',
    partly_received: 'waiting',
    received: 'good',
    closed: 'waiting',
    cancelled: 'calm',
  },
  order: {
    placed: 'live',
    paying: 'live',
    payment_action_required: 'waiting',
    payment_pending: 'waiting',
    payment_failed: 'bad',
    confirmed: 'waiting',
    partly_shipped: 'waiting',
    shipped: 'good',
    delivered: 'good',
    cancelled: 'calm',
  },
  quote: {
    sent: 'waiting',
    accepted: 'live',
    ordered: 'good',
    declined: 'bad',
    expired: 'calm',
    withdrawn: 'calm',
    revised: 'calm',
  },
  draft: { open: 'waiting', quoted: 'live', ordered: 'good', closed: 'calm' },
  page: { draft: 'calm', scheduled: 'waiting', visible: 'good', ended: 'calm' },
  product: {
    active: 'good',
    draft: 'calm',
    archived: 'calm',
    unlisted: 'waiting',
    scheduled: 'waiting',
  },
  refund: {
    requested: 'live',
    sent: 'live',
    pending: 'waiting',
    needs_person: 'bad',
    succeeded: 'good',
    failed: 'bad',
    cancelled: 'calm',
  },
  return_status: {
    requested: 'waiting',
    approved: 'live',
    declined: 'calm',
    in_transit: 'live',
    received: 'waiting',
    settled: 'good',
    closed: 'good',
    cancelled: 'calm',
  },
  review: { waiting: 'waiting', published: 'good', rejected: 'bad' },
  shipment: {
    pending: 'waiting',
    picked: 'live',
    packed: 'live',
    ready_for_pickup: 'live',
    shipped: 'good',
    delivered: 'good',
    returned_to_sender: 'bad',
    cancelled: 'calm',
  },
  run: { running: 'live', busy: 'calm', done: 'good', red: 'bad', failed: 'bad' },
} as const satisfies { [F in keyof Families]?: Record<Families[F], Tone> };

export type TonedFamily = keyof typeof TONES;

export function toneOf<F extends TonedFamily>(family: F, code: Families[F] | null): Tone {
  const tones: Partial<Record<string, Tone>> = TONES[family];
  return (code === null ? undefined : tones[code]) ?? 'calm';
}
