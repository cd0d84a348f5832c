/**
 * Codes that the API's schema still gives as plain text.
 *
 * When the schema gives one as an enum: delete its list here, name the generated type in
 * `families.ts`, and drop the `codeOf` around it on the screen.
 */
export const UNTYPED = {
  actor: ['buyer', 'shop', 'command line', 'demo'],
  attempt: ['open', 'needs_action', 'authorised', 'captured', 'declined', 'voided'],
  audit_action: [
    'campaign_cancelled',
    'campaign_created',
    'campaign_draft',
    'campaign_edited',
    'campaign_paused',
    'campaign_scheduled',
    'campaign_sending',
    'campaign_tested',
    'dead_letter_discarded',
    'dead_letter_replayed',
    'etl_requested',
    'import_started',
    'import_undone',
    'order_cancelled',
    'order_delivered',
    'order_refund_requested',
    'order_shipped',
    'picture_added',
    'picture_removed',
    'price_set',
    'product_brought_in',
    'product_edited',
    'review_answered',
    'review_published',
    'review_rejected',
    'staff.added',
    'staff.changed',
    'staff.invitation_withdrawn',
    'staff.invited',
    'staff.joined',
    'staff.password_changed',
    'staff.renewal_sent',
    'staff.renewed',
    'staff.session_ended',
    'staff.signed_in',
    'stock_adjusted',
  ],
  decline: ['authentication_failed', 'card_declined', 'expired_card', 'insufficient_funds'],
  entity: ['customers', 'order_lines', 'orders', 'payments', 'products', 'variants'],
  import_kind: ['products', 'sales', 'stock'],
  language: ['en', 'es'],
  mail: [
    'order_cancelled',
    'order_confirmed',
    'order_delivered',
    'order_refunded',
    'order_shipped',
    'payment_failed',
  ],
  mail_status: ['failed', 'queued', 'sending', 'sent', 'suppressed'],
  method: ['test'],
  movement: ['adjustment', 'count', 'opening', 'receipt', 'return', 'sale'],
  order_event: [
    'another_card',
    'cancelled',
    'confirmed',
    'delivered',
    'imported',
    'paid',
    'paying',
    'payment_action_required',
    'payment_failed',
    'placed',
    'refunded',
    'shipped',
  ],
  recipient: ['failed', 'queued', 'sending', 'sent', 'suppressed', 'unsubscribed'],
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
