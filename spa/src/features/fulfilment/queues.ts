import type { Queue } from '../../api/model';
import type { Key } from '../../i18n';

/** The queues in the order in which an order goes through them. */
export const QUEUES: readonly (readonly [Queue, Key])[] = [
  ['to_pick', 'fulfilment.to_pick'],
  ['to_pack', 'fulfilment.to_pack'],
  ['to_ship', 'fulfilment.to_ship'],
  ['to_hand_over', 'fulfilment.to_hand_over'],
  ['waiting', 'fulfilment.waiting'],
  ['overdue', 'fulfilment.overdue'],
];
