import type { ReportAnswer, ReportChoice } from '../../api/model';
import { useWords } from '../../i18n';
import classes from './reports.module.css';

interface NothingSoldProps {
  choices: readonly ReportChoice[];
  answer: ReportAnswer | undefined;
}

/** A shop that has not sold yet: its stock is known all the same. */
export function NothingSold({ choices, answer }: NothingSoldProps) {
  const { t } = useWords();
  const isSelling = choices.some(({ orders }) => orders > 0);
  // Who sees some rows only may see no sale of those that there are.
  if (isSelling || !answer || answer.within.length > 0) return null;
  return (
    <p className={classes.note} role="note">
      {t('reports.nothing_sold')}
    </p>
  );
}
