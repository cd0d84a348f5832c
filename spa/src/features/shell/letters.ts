import { spotlight } from '@mantine/spotlight';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useCan } from '../../session.ts';
import { PLACES } from './places.ts';

const WAIT_MS = 1200;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** G, then a letter, goes to a screen: G O to the orders. A slash goes to the search. */
export function useLetters(): void {
  const navigate = useNavigate();
  const can = useCan();
  const pressedG = useRef(0);
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === '/') {
        const search = document.querySelector<HTMLInputElement>('main input[type="search"]');
        event.preventDefault();
        if (search) search.focus();
        else spotlight.open();
        return;
      }
      if (event.key === 'g') {
        pressedG.current = event.timeStamp;
        return;
      }
      const place = PLACES.find(({ letter }) => letter === event.key);
      if (
        place &&
        event.timeStamp - pressedG.current < WAIT_MS &&
        (!place.needs || can(place.needs))
      ) {
        pressedG.current = 0;
        event.preventDefault();
        void navigate({ to: place.to });
      }
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [navigate, can]);
}
