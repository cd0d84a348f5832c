/** Edits with undo and redo. */

import { useReducer } from 'react';
import { NO_EDITS, type Edits } from './rows.ts';

const STEPS = 100;

interface Past {
  before: readonly Edits[];
  now: Edits;
  after: readonly Edits[];
}

type Step = { to: Edits } | 'undo' | 'redo' | { start: Edits };

function next({ before, now, after }: Past, step: Step): Past {
  if (typeof step === 'object' && 'start' in step)
    return { before: [], now: step.start, after: [] };
  if (step === 'undo') {
    const last = before.at(-1);
    return last
      ? { before: before.slice(0, -1), now: last, after: [now, ...after] }
      : { before, now, after };
  }
  if (step === 'redo') {
    const [first, ...rest] = after;
    return first ? { before: [...before, now], now: first, after: rest } : { before, now, after };
  }
  return { before: [...before, now].slice(-STEPS), now: step.to, after: [] };
}

export interface History {
  edits: Edits;
  change: (to: Edits) => void;
  undo: (() => void) | undefined;
  redo: (() => void) | undefined;
  forget: () => void;
}

export function useHistory(start: Edits = NO_EDITS): History {
  const [past, step] = useReducer(next, { before: [], now: start, after: [] });
  return {
    edits: past.now,
    change: (to) => step({ to }),
    undo: past.before.length > 0 ? () => step('undo') : undefined,
    redo: past.after.length > 0 ? () => step('redo') : undefined,
    forget: () => step({ start }),
  };
}
