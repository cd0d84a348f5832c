import { useWords } from '../../i18n';
import classes from './promotions.module.css';
import { conditionsIn, rewardIn } from './sentence.ts';

/** The rule as one would say it; while it is typed, it changes with it. */
export function Sentence({ promotion }: { promotion: Parameters<typeof conditionsIn>[0] }) {
  const words = useWords();
  const only = conditionsIn(promotion, words);
  return (
    <div aria-live="polite">
      <p className={classes.says}>{rewardIn(promotion.rule, words)}</p>
      {only.length > 0 ? (
        <ul className={classes.only}>
          {only.map((said) => (
            <li key={said}>{said}</li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
