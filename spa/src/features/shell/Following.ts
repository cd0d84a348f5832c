import { useDebouncedCallback, useDocumentVisibility } from '@mantine/hooks';
import { useQueryClient, type Query } from '@tanstack/react-query';
import { useRef } from 'react';
import { useLive } from '../../ui/live.ts';

const REST_MS = 400;
/** They are read from the warehouse, which staff's acts reach with its next run. */
const STAYS = '/api/v1/reports';

function isOfTheShop({ queryKey: [address] }: Query): boolean {
  return typeof address !== 'string' || !address.startsWith(STAYS);
}

/** What another person does is on every list and record at once; a hidden tab hears it when it is looked at again. */
export function Following(): null {
  const queries = useQueryClient();
  const isSeen = useDocumentVisibility() === 'visible';
  const last = useRef<number | null>(null);
  const readAgain = useDebouncedCallback(() => {
    void queries.invalidateQueries({ predicate: isOfTheShop });
  }, REST_MS);
  useLive<{ seq: number }>(isSeen ? '/api/v1/live' : null, 'desk', ({ seq }) => {
    if (last.current !== null && last.current !== seq) readAgain();
    last.current = seq;
  });
  return null;
}
