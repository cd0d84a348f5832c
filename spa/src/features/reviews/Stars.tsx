import { useWords } from '../../i18n';
import classes from './reviews.module.css';

const STAR = 'M16 1.4l4.1 4.7 6.2-.7-.6 6.2 4.9 4.4-4.9 4.4.6 6.2-6.2-.7L16 30.6l-4.1-4.7-6.2.7.6-6.2L1.4 16l4.9-4.4-.6-6.2 6.2.7z';

export function Stars({ rating }: { rating: number }) {
  const { n } = useWords();
  return (
    <span className={classes.stars} role="img" aria-label={n('reviews.stars', rating)}>
      {[1, 2, 3, 4, 5].map((star) => <svg key={star} viewBox="0 0 32 32" data-full={star <= rating || undefined}><path d={STAR} /></svg>)}
    </span>
  );
}
