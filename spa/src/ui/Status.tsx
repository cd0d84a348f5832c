import type { ReactNode } from 'react';
import type { Families } from '../codes/families.ts';
import { useWords } from '../i18n';
import classes from './Status.module.css';
import { toneOf, type Tone, type TonedFamily } from './tones.ts';

interface StatusProps<F extends TonedFamily> {
  family: F;
  code: Families[F] | null;
}

/** A state as a mark and a word: the mark's shape differs too, for those who do not see its colour. */
export function Status<F extends TonedFamily>({ family, code }: StatusProps<F>) {
  const { word } = useWords();
  return <Badge tone={toneOf(family, code)}>{word(family, code)}</Badge>;
}

export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={classes.status} data-tone={tone}>
      {children}
    </span>
  );
}
