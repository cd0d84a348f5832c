import { AUDIT_ACTIONS } from './auditActions.ts';
import { IMPORTING } from './importing.ts';
import { ROW_PROBLEMS } from './rowProblems.ts';

/**
 * Codes that the API's schema still gives as plain text.
 *
 * When the schema gives one as an enum: delete its list here, name the generated type in
 * `families.ts`, and drop the `codeOf` around it on the screen.
 */
export const UNTYPED = {
  ...IMPORTING,
  actor: ['buyer', 'shop', 'command line', 'demo'],
  audit_action: AUDIT_ACTIONS,
  choice_source: ['checkout', 'import', 'preferences', 'unsubscribe'],
  decline: [
    'amount_differs',
    'amount_too_small',
    'authentication_failed',
    'card_declined',
    'debit_failed',
    'expired_card',
    'insufficient_funds',
    'not_possible',
    'payment_closed',
    'payment_expired',
  ],
  entity: ['customers', 'order_lines', 'orders', 'payments', 'products', 'variants'],
  merge_kept: ['order_addresses', 'consent_proof', 'mail_log'],
  erasure_kept: [
    'consent_proof',
    'delivery_country',
    'order_amounts',
    'payment_references',
    'review_words',
  ],
  failed_message: [
    'bulk_edits.step',
    'gift_card.mail',
    'campaign.fan_out',
    'campaign.send_batch',
    'campaign.send_test',
    'campaign.start',
    'collection.fill',
    'etl.run',
    'order.confirm',
    'order.mail',
    'order.refund',
    'picture.delete',
    'picture.render',
    'products.read_file',
    'products.take_chunk',
    'promotions.make_codes',
    'sheets.read_file',
    'sheets.take_chunk',
    'sheets.undo_chunk',
    'staff.mail_invitation',
    'stock.read_file',
    'stock.show_availability',
    'stock.take_chunk',
    'stock.undo_chunk',
  ],
  language: ['en', 'es'],
  mail: [
    'gift_card',
    'order_cancelled',
    'order_confirmed',
    'order_delivered',
    'order_link',
    'order_refunded',
    'order_shipped',
    'payment_failed',
    'payment_needed',
    'return_approved',
    'return_cancelled',
    'return_declined',
    'return_received',
    'return_requested',
    'withdrawal_received',
  ],
  method: ['gift_card', 'store_credit', 'test', 'test_redirect'],
  movement: ['adjustment', 'count', 'opening', 'receipt', 'return', 'sale'],
  order_event: [
    'another_card',
    'archived',
    'assigned',
    'authorised',
    'cancelled',
    'confirmed',
    'credit_spent',
    'delivered',
    'held',
    'imported',
    'late_payment',
    'paid',
    'paying',
    'payment_action_required',
    'payment_differs',
    'payment_failed',
    'payment_lost',
    'payment_pending',
    'placed',
    'refund_failed',
    'refund_needs_person',
    'refunded',
    'released',
    'return_approved',
    'return_cancelled',
    'return_declined',
    'return_received',
    'return_requested',
    'return_sent',
    'return_settled',
    'returned',
    'shipped',
    'tagged',
    'unarchived',
    'withdrawal_stated',
  ],
  refund_failure: [
    'account_closed',
    'gateway_silent',
    'no_way_back',
    'nothing_captured',
    'refused',
    'still_pending',
    'wrong_currency',
  ],
  recipient: ['failed', 'queued', 'sending', 'sent', 'suppressed', 'unsubscribed'],
  row_problem: ROW_PROBLEMS,
  rule: ['no_money_moved', 'order_not_a_sale', 'unchanged_version'],
  run: ['busy', 'done', 'failed', 'red', 'running'],
  run_mode: ['full', 'incremental'],
} as const;

type Untyped = typeof UNTYPED;
export type UntypedFamily = keyof Untyped;
export type UntypedCodes = { [F in UntypedFamily]: Untyped[F][number] };

/** What came as text, as a code of its family; null where this page does not know it. */
export function codeOf<F extends UntypedFamily>(family: F, text: string): UntypedCodes[F] | null {
  const known: readonly string[] = UNTYPED[family];
  return known.includes(text) ? (text as UntypedCodes[F]) : null;
}
