import { useWords } from '../../i18n';
import classes from './reviews.module.css';

const STAR = 'M16 2l4.3 9 9.7 1.3-7.1 6.9 1.8 9.8L16 24.3 7.3 29l1.8-9.8L2 12.3 11.7 11z';

export function Stars({ rating }: { rating: number }) {
  const { n } = useWords();
  return (
    <span className={classes.stars} role="img" aria-label={n('reviews.stars', rating)}>
      {[1, 2, 3, 4, 5].map((star) => (
        <svg key={star} viewBox="0 0 32 32" data-full={star <= rating || undefined}>
          <path d={STAR} />
        </svg>
      ))}
    </span>
  );
}
