import type { Draft } from '../../api/model';

/** Its buyer comes to a store: nobody needs to know where they live. */
export function isPickedUp({ ways, shipping_code }: Draft): boolean {
  return ways.some((way) => way.is_pickup && way.code === shipping_code);
}
