import { useRef } from 'react';

/** A double click is one press: what is pressed again before the first is settled does nothing. */
export function useOnce(): { press: (act: () => void) => void; settled: () => void } {
  const isBusy = useRef(false);
  return {
    press: (act) => {
      if (isBusy.current) return;
      isBusy.current = true;
      act();
    },
    settled: () => {
      isBusy.current = false;
    },
  };
}
